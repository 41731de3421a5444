/**
 * Chinese names in characters: a surname of one or two characters, then the given name as one word, both in pinyin.
 * A name that does not start with a common surname is a given name alone.
 */
import { pinyin } from "pinyin-pro"

const SURNAMES = new Set([
  ..."王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪辛柯庄",
  ..."張劉陳楊黃趙吳孫馬鄭謝許韓馮鄧蕭袁蔣葉魏蘇呂盧鍾譚陸範賈鄒閻龍賀顧龔萬錢嚴湯喬賴莊溫倪葛",
])
const LONG_SURNAMES = new Set([
  "欧阳",
  "歐陽",
  "司马",
  "司馬",
  "上官",
  "诸葛",
  "諸葛",
  "夏侯",
  "皇甫",
  "慕容",
  "令狐",
  "司徒",
  "公孙",
  "公孫",
  "尉迟",
  "端木",
])

/** The words of a name written in Han characters, surname first when there is one. */
export function splitHan(characters: string): string[] {
  const letters = [...characters]
  const long = letters.slice(0, 2).join("")
  if (letters.length > 2 && LONG_SURNAMES.has(long)) return [long, letters.slice(2).join("")]
  if (letters.length > 1 && letters.length <= 3 && SURNAMES.has(letters[0] ?? "")) return [letters[0] ?? "", letters.slice(1).join("")]
  return [characters]
}

export function romaniseHan(word: string): string {
  const isSurname = SURNAMES.has(word) || LONG_SURNAMES.has(word)
  const syllables = pinyin(word, { toneType: "none", type: "array", surname: isSurname ? "all" : "off" })
  return syllables.join("").replace(/ü/g, "u").toLowerCase()
}
