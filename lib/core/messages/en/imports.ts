/** Import: problems of a file's values and how they are fixed. */
export const imports = {
  problem: {
    phone: "Phone unreadable",
    rounded_phone: "Phone shortened by Excel",
    email: "Email invalid",
    date: "Dates unreadable",
    amount: "Amount unreadable",
    text: "Broken characters",
  },
  problems: "Problems",
  advice: {
    phone: "Correct the number in place, or say which country a whole column is from. Unreadable numbers are kept as text.",
    rounded_phone:
      "Excel stored these numbers as 9.71501E+11 or 971501000000 and their last digits are gone. Format the column as Text in the original workbook and save it as CSV UTF-8 again, or export the list again without opening it in Excel. Numbers you know can be typed in here.",
    email: "Correct the address in place. Invalid addresses are kept as text.",
    date: "Correct the date in place, or say how a whole column writes its dates. Rows without a readable date get the day of the import.",
    amount: "Correct the amount in place. Unreadable amounts are kept as written.",
    text: "Some characters were lost before the file came here. Choose another encoding under “Change the mapping”, or correct the cells.",
  },
  rule: {
    column: "Column",
    country: "Numbers are from",
    order: "Dates are",
    dmy: "Day first (31/12/2026)",
    mdy: "Month first (12/31/2026)",
    apply: "Apply to the column",
    rechecks: "The file is checked again.",
  },
  cell: {
    row: "Row",
    who: "Who",
    state: "Result",
    label: "{column}, row {row}",
    saved: "Fixed",
    saving: "Saving…",
    hint: "Press Enter to save a cell.",
  },
  recognised: "Recognised as a {tool} export. Its columns are mapped as {tool} means them.",
  damage: {
    rounded:
      "{count, plural, one {# number} other {# numbers}} of the first {of} in “{column}” were shortened by Excel (for example {example}): their last digits are gone from this file. Format the column as Text in the original workbook and save it as CSV UTF-8 again, or export the list again without opening it in Excel.",
    formula_error:
      "{count, plural, one {# cell} other {# cells}} of the first {of} in “{column}” hold {example}: Excel took a number with a plus for a formula. Format the column as Text in the original workbook and paste the numbers again.",
    too_narrow:
      "{count, plural, one {# cell} other {# cells}} of the first {of} in “{column}” hold {example}: the column was too narrow when the file was saved. Widen it in the original workbook and save again.",
    broken_text:
      "{count, plural, one {# cell} other {# cells}} of the first {of} in “{column}” have characters that cannot be read (for example {example}). Try another encoding below.",
  },
} as const
