/** Countries as people, forms and CRMs write them, where neither the ISO code nor the name in a dictionary covers it. */
export const USUAL_SPELLINGS: Readonly<Record<string, string>> = {
  AE: "uae|emirates|emirati|dubai|abu dhabi|sharjah|ajman|fujairah|ras al khaimah|umm al quwain|امارات|دبي|ابوظبي|ابو ظبي|الشارقة|eau|emirats|यूएई|दुबई|یو اے ای|оаэ|объединенные арабские эмираты|امارات العربية|vae|эмираты|дубай",
  AT: "oesterreich",
  BH: "kingdom of bahrain",
  BR: "brasil",
  CD: "drc|democratic republic of the congo|dr congo|democratic republic of congo|congo kinshasa",
  CG: "republic of congo|congo brazzaville",
  CI: "ivory coast|cote divoire",
  CN: "prc|mainland china|peoples republic of china",
  CV: "cabo verde",
  CZ: "czech republic|czech rep",
  DE: "deutschland",
  DO: "dominican rep",
  EG: "misr|جمهورية مصر العربية",
  ES: "espana",
  FK: "falklands",
  GB: "uk|britain|great britain|england|scotland|wales|northern ireland|united kingdom of great britain and northern ireland|بريطانيا|انجلترا|انكلترا|اسكتلندا|grande bretagne|angleterre|ब्रिटेन|इंग्लैंड|यूके|برطانیہ|انگلینڈ|великобритания|англия|шотландия",
  GR: "el|hellas",
  HK: "hong kong|هونج كونج",
  IN: "bharat|hindustan|भारतवर्ष|ہندوستان|انڈیا|इंडिया",
  IE: "eire",
  IR: "islamic republic of iran",
  KG: "kyrgyz republic",
  KP: "north korea|dprk",
  KR: "korea|south korea|republic of korea|كوريا|южная корея",
  LA: "lao pdr|lao peoples democratic republic",
  LY: "libyan arab jamahiriya",
  MK: "macedonia",
  MM: "burma",
  MO: "macau|macao",
  NL: "holland|the netherlands|هولندا|голландия|hollande",
  PS: "palestine|palestinian territory|palestinian territory occupied|state of palestine|west bank|gaza|فلسطين|палестина",
  RU: "russian federation|rf|рф|российская федерация",
  SA: "ksa|saudi|saudia|kingdom of saudi arabia|سعودية|المملكة|सऊदी|سعودیہ|саудовская аравия|arabie",
  SY: "syrian arab republic",
  SZ: "swaziland",
  TL: "east timor",
  TR: "turkey|turkiye",
  TW: "taiwan",
  TZ: "united republic of tanzania",
  US: "usa|us|america|united states of america|the states|امريكا|الولايات المتحدة الامريكية|amerique|etats unis d amerique|अमेरिका|यूएसए|امریکہ|сша|америка",
  VA: "vatican|holy see",
  VN: "viet nam",
  XK: "kosova",
}

/** ISO 3166-1 alpha-3 codes, each after its alpha-2. */
const ALPHA_3 =
  "AD:AND AE:ARE AF:AFG AG:ATG AI:AIA AL:ALB AM:ARM AO:AGO AR:ARG AS:ASM AT:AUT AU:AUS AW:ABW AX:ALA AZ:AZE BA:BIH BB:BRB BD:BGD BE:BEL BF:BFA BG:BGR BH:BHR BI:BDI BJ:BEN BL:BLM BM:BMU BN:BRN BO:BOL BQ:BES BR:BRA BS:BHS BT:BTN BW:BWA BY:BLR BZ:BLZ CA:CAN CC:CCK CD:COD CF:CAF CG:COG CH:CHE CI:CIV CK:COK CL:CHL CM:CMR CN:CHN CO:COL CR:CRI CU:CUB CV:CPV CW:CUW CX:CXR CY:CYP CZ:CZE DE:DEU DJ:DJI DK:DNK DM:DMA DO:DOM DZ:DZA EC:ECU EE:EST EG:EGY EH:ESH ER:ERI ES:ESP ET:ETH FI:FIN FJ:FJI FK:FLK FM:FSM FO:FRO FR:FRA GA:GAB GB:GBR GD:GRD GE:GEO GF:GUF GG:GGY GH:GHA GI:GIB GL:GRL GM:GMB GN:GIN GP:GLP GQ:GNQ GR:GRC GT:GTM GU:GUM GW:GNB GY:GUY HK:HKG HN:HND HR:HRV HT:HTI HU:HUN ID:IDN IE:IRL IL:ISR IM:IMN IN:IND IO:IOT IQ:IRQ IR:IRN IS:ISL IT:ITA JE:JEY JM:JAM JO:JOR JP:JPN KE:KEN KG:KGZ KH:KHM KI:KIR KM:COM KN:KNA KP:PRK KR:KOR KW:KWT KY:CYM KZ:KAZ LA:LAO LB:LBN LC:LCA LI:LIE LK:LKA LR:LBR LS:LSO LT:LTU LU:LUX LV:LVA LY:LBY MA:MAR MC:MCO MD:MDA ME:MNE MF:MAF MG:MDG MH:MHL MK:MKD ML:MLI MM:MMR MN:MNG MO:MAC MP:MNP MQ:MTQ MR:MRT MS:MSR MT:MLT MU:MUS MV:MDV MW:MWI MX:MEX MY:MYS MZ:MOZ NA:NAM NC:NCL NE:NER NF:NFK NG:NGA NI:NIC NL:NLD NO:NOR NP:NPL NR:NRU NU:NIU NZ:NZL OM:OMN PA:PAN PE:PER PF:PYF PG:PNG PH:PHL PK:PAK PL:POL PM:SPM PR:PRI PS:PSE PT:PRT PW:PLW PY:PRY QA:QAT RE:REU RO:ROU RS:SRB RU:RUS RW:RWA SA:SAU SB:SLB SC:SYC SD:SDN SE:SWE SG:SGP SH:SHN SI:SVN SJ:SJM SK:SVK SL:SLE SM:SMR SN:SEN SO:SOM SR:SUR SS:SSD ST:STP SV:SLV SX:SXM SY:SYR SZ:SWZ TC:TCA TD:TCD TG:TGO TH:THA TJ:TJK TK:TKL TL:TLS TM:TKM TN:TUN TO:TON TR:TUR TT:TTO TV:TUV TW:TWN TZ:TZA UA:UKR UG:UGA US:USA UY:URY UZ:UZB VA:VAT VC:VCT VE:VEN VG:VGB VI:VIR VN:VNM VU:VUT WF:WLF WS:WSM XK:XKX YE:YEM YT:MYT ZA:ZAF ZM:ZMB ZW:ZWE"

export const alpha3Codes = (): [alpha3: string, country: string][] =>
  ALPHA_3.split(" ").map((pair) => [pair.slice(3).toLowerCase(), pair.slice(0, 2)])
