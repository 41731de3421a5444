/**
 * Spellings of one name that sound rules do not connect, or must not confuse. Each line is one name: its usual Latin
 * spelling first, then other spellings and scripts. Two spellings on different lines are different names however
 * similar they look (Hassan and Hussain, Omar and Amir, Ali and Alia). The number is how many of a thousand leads in
 * the Gulf carry the name in a new installation, before the store has counted its own; no number means it is not
 * common.
 */

const NAMES = `
48 mohammed mohammad muhammad mohamed mohamad muhammed mohd md mhd muhd mohmd muhamad mohamet mehmet mehmed mohamud muhamed muhammet محمد
20 ahmed ahmad ahmet achmed ahmd احمد
12 ali aly علي
3 alia aliya aliyah aaliyah عاليه علياء
6 hassan hasan hassen حسن
6 hussain hussein husain hossain husein hussien hosein houssein hosain حسين
1 hassanain hasnain حسنين
5 omar umar omer عمر
4 amir ameer emir امير
1 amer aamir aamer عامر
1 amira ameera اميره
2 ammar عمار
1 imran emran عمران
4 noor nour nur نور
2 nora noura nura norah نوره نورا
3 sara sarah sarra ساره
1 zara زارا
1 zahra zahraa zehra زهراء زهره
6 khalid khaled khaleed خالد
4 yousef yusuf youssef yousuf yousif yusef yousaf youcef يوسف
4 ibrahim ebrahim ibraheem brahim ibrahem ابراهيم
3 ismail ismael esmail ismaeel ismaiel اسماعيل
3 mahmoud mahmood mehmood mahmud mehmud محمود
3 hamid hameed hamed حميد حامد
2 hamad حمد
2 hamza hamzah hamzeh حمزه
1 hamdan حمدان
1 hamdi hamdy حمدي
1 ahmadi ahmedi احمدي
4 saeed said saied sayeed saaed سعيد
2 saad saad سعد
1 saud saoud سعود
3 syed sayed sayyed sayyid sayid سيد
3 salim saleem selim salem سليم سالم
3 saleh salih صالح
1 salah صلاح
2 salman سلمان
1 suleiman sulaiman sulayman soliman sliman slimane سليمان
1 sultan soltan سلطان
2 rashid rasheed rachid راشد رشيد
2 faisal faysal feisal فيصل
1 fahad fahd فهد
1 fahim faheem فهيم
3 fatima fatma fatema fatimah fatmah fatemeh fatime فاطمه
3 maryam mariam meriem mariyam maryem مريم
3 maria marija марія мария
1 marie mary
2 aisha ayesha aysha aicha aishah عائشه عايشه
2 khadija khadijah khadeeja khadeja خديجه
2 zainab zaynab zeinab zeynep زينب
2 mona muna منى مني
1 huda hoda هدى هدي
1 hind هند
2 layla leila laila leyla layla ليلى ليلي
1 salma سلمى سلمي
1 samira sameera سميره
2 samir sameer سمير
1 samar سمر
1 samer سامر
1 sami samy سامي
2 karim kareem كريم
1 karima kareema كريمه
2 jamal gamal djamel جمال
1 jamil jameel gamil جميل
1 jamila jameela جميله
2 nasser naser nasir nassir nasr ناصر نصر
1 nawaf نواف
1 nabil nabeel نبيل
1 nadia nadya ناديه надежда
1 nadir nader نادر
2 tariq tarek tareq طارق
2 walid waleed oualid وليد
1 wael wail ouail وائل وايل
1 waseem wasim وسيم
2 waqas waqqas وقاص
1 wadih wadie وديع
1 mustafa mostafa moustafa mustapha mostapha مصطفى مصطفي
2 majid majed maged ماجد
1 majeed مجيد
1 mansour mansoor منصور
2 mansoori mansouri almansouri منصوري
2 hashemi hashimi hashmi هاشمي
1 mubarak mobarak moubarak مبارك
1 mazen mazin مازن
1 marwan مروان
1 maktoum maktum مكتوم
1 nuaimi naimi nuaymi نعيمي
1 zaabi zaby زعابي
1 dhaheri zaheri ظاهري
1 shamsi شامسي
1 ketbi kitbi كتبي
1 mazrouei mazroui mazrooei مزروعي
1 suwaidi suwaidy sowaidi sweidi سويدي
1 kaabi كعبي
1 marri المري مري
1 hammadi حمادي
1 blooshi balushi baloushi bloushi بلوشي
1 ghamdi غامدي
1 qahtani kahtani قحطاني
1 otaibi utaibi otaiby عتيبي
1 harbi حربي
1 shehri shahri شهري
1 zahrani زهراني
1 dosari dossari dosary dawsari دوسري
1 masri masry مصري
1 othman osman usman uthman ottoman عثمان
2 bilal belal bilel بلال
2 hani هاني
1 haitham haytham هيثم
1 ehab ihab ايهاب
1 ayman aiman ايمن
1 amina ameena amna امينه امنه
1 amin ameen امين
1 anas انس
1 anwar انور
1 ashraf achraf اشرف
1 asad asaad اسعد
1 assad اسد
1 aziz عزيز
1 adel adil عادل
1 adnan عدنان
1 basem basim bassem باسم
1 bashir basheer bachir بشير
1 daoud dawood dawud davud داود
1 diaa zia ziya ضياء
1 eman iman ايمان
1 essa isa eisa issa عيسى عيسي
1 farid fareed فريد
1 farida fareeda فريده
1 fares faris فارس
1 faiz fayez faez فايز
1 faizan فيضان
1 ghada غاده
1 habib habeeb حبيب
1 haider haidar hyder حيدر
1 hisham hesham hicham هشام
1 idris idrees ادريس
1 jaber jabir جابر
1 jassim jasim jasem qasim kassem qassem قاسم جاسم
1 jawad جواد
1 kamal kemal كمال
1 kamel kamil كامل
1 latifa lateefa لطيفه
1 mahdi mehdi مهدي
1 maher mahir ماهر
1 malik malek ملك مالك
1 mamdouh mamdooh ممدوح
1 munir muneer mounir منير
1 musa moosa mousa moussa موسى موسي
1 najat nagat نجاه
1 najma nagma نجمه
1 najib naguib nageeb nagib نجيب
1 omnia umniya امنيه
1 qadir kader qader قادر
1 rami ramy رامي
1 rahma رحمه
1 rana رنا
1 rania ranya رانيا
1 reem rim ريم
1 raza reza riza رضا
1 rizwan ridwan redwan رضوان
1 riyad riyadh reyad رياض
1 saif sayf seif سيف
1 shaikh sheikh shaykh sheik cheikh شيخ
1 sohail suhail suhayl سهيل
1 talal طلال
1 taha طه
1 turki تركي
1 yahya yehia yahia يحيى يحيي
1 yasin yaseen yassine yassin ياسين
1 yasir yasser yaser ياسر
1 yasmin yasmine yasmeen jasmin jasmine ياسمين
1 zaid zayd zeid زيد
1 zayed زايد
1 ziad ziyad زياد
1 zakaria zakariya zachariah zekeriya زكريا
14 khan خان
9 kumar कुमार
1 kumari कुमारी
9 singh सिंह
4 sharma शर्मा
2 verma varma वर्मा
2 gupta गुप्ता
3 patel पटेल
2 nair nayar नायर
1 menon मेनन
2 raj राज
1 raja raaja راجه
1 rajesh rajeesh राजेश
1 priya प्रिया
1 lakshmi laxmi lakshmy लक्ष्मी
1 vijay bijoy विजय
1 qureshi quraishi kureshi qureishi قريشي
2 chaudhry chaudhary choudhary chowdhury choudhury chaudhri chaudry چوهدري چودهري
1 siddiqui siddiqi siddique siddiquee صديقي
2 butt but bhatt bhat bhutt بٹ भट्ट
1 rehman rahman rehmaan رحمن رحمان
1 iqbal eqbal اقبال
1 malhotra मल्होत्रा
2 santos
2 reyes
2 cruz
2 garcia
1 mendoza
1 ivanov ivanova иванов иванова
1 smirnov smirnova смирнов смирнова
2 li 李
2 wang 王
2 zhang 张 張
2 liu 刘 劉
2 chen 陈 陳
1 yang 杨 楊
1 huang 黄 黃
1 zhao 赵 趙
1 wu 吴 吳
1 zhou 周
1 lin 林
1 he 何
`

type KnownName = { id: string; share: number }

const known = new Map<string, KnownName>()
for (const line of NAMES.trim().split("\n")) {
  const [share, usual, ...others] = line.split(" ")
  if (share === undefined || usual === undefined) continue
  const name: KnownName = { id: usual, share: Number(share) / 1000 }
  for (const spelling of [usual, ...others]) if (!known.has(spelling)) known.set(spelling, name)
}

/** The name a spelling belongs to; Arabic script is looked up folded (see foldArabic). */
export const knownName = (spelling: string): KnownName | undefined => known.get(spelling)

/** Every known name once, for priors: its usual spelling and its share of leads. */
export const knownNames = (): KnownName[] => [...new Set(known.values())]
