/**
 * Names for the generator. Each entry is one name and the ways it is written, separated by "/"; given names first,
 * family names second. Small on purpose: names repeat as they do in life, so that coincidences happen.
 */
export type NamePool = {
  culture: string
  weight: number
  given: string[][]
  family: string[][]
  codes: string[]
  mobile: string
}

const list = (text: string): string[][] =>
  text
    .trim()
    .split(/\s*,\s*/)
    .map((entry) => entry.split("/"))

export const NAME_POOLS: readonly NamePool[] = [
  {
    culture: "ar",
    weight: 34,
    codes: ["971", "966", "20"],
    mobile: "5########",
    given:
      list(`Mohammed/Mohamed/Muhammad/محمد, Ahmed/Ahmad/احمد, Omar/Umar/عمر, Khalid/Khaled/خالد, Yousef/Yusuf/يوسف, Fatima/Fatma/فاطمة, Maryam/Mariam/مريم,
      Saeed/Said/سعيد, Hamad/حمد, Noura/Nora/نورة, Tariq/Tarek/طارق, Layla/Leila/ليلى, Abdullah/Abdallah/عبدالله, Abdulrahman/Abdul Rahman/عبد الرحمن, Huda/Hoda/هدى, Rashid/Rashed/راشد,
      Sultan/سلطان, Jamal/Gamal/جمال, Walid/Waleed/وليد, Ghada/غادة, Ziad/Ziyad/زياد, Mamdouh/ممدوح, Lubna/Lobna/لبنى, Shahd/شهد, Wadha/وضحى, Bader/Badr/بدر, Dalal/دلال, Firas/Feras/فراس,
      Haifa/Hayfa/هيفاء, Nawal/نوال, Qais/Kais/قيس, Rawan/روان, Sahar/سحر, Thamer/Tamer/ثامر, Yara/يارا, Zuhair/Zoheir/زهير, Anoud/العنود, Faris/Fares/فارس, Marwan/مروان, Samer/سامر`),
    family:
      list(`Al Mansoori/Almansouri/المنصوري, Al Kaabi/Alkaabi/الكعبي, Al Marri/Almarri/المري, Al Zaabi/Alzaabi/الزعابي, Haddad/حداد, Khoury/Khouri/خوري, Al Nuaimi/Alnuaimi/النعيمي,
      Al Suwaidi/Alsuwaidi/السويدي, Hijazi/Hegazy/حجازي, Al Blooshi/Al Balushi/البلوشي, Saleh/Salih/صالح, Darwish/Darwich/درويش, Al Ketbi/الكتبي, Shaheen/Shahin/شاهين, Al Tunaiji/الطنيجي,
      Barakat/بركات, Al Dhaheri/Aldhaheri/الظاهري, Najjar/نجار, Sabbagh/صباغ, Tawil/Taweel/طويل, Al Hammadi/Alhammadi/الحمادي, Farouk/Farooq/فاروق, Zoghbi/زغبي, Al Qubaisi/Alqubaisi/القبيسي, Mahfouz/Mahfooz/محفوظ,
      Kanaan/Kanan/كنعان, Al Rumaithi/الرميثي, Sultani/سلطاني, Abu Zaid/Abou Zeid/ابو زيد, Al Muhairi/Almheiri/المهيري`),
  },
  {
    culture: "in",
    weight: 22,
    codes: ["971", "91"],
    mobile: "9#########",
    given:
      list(`Rajesh/राजेश, Priya/प्रिया, Lakshmi/Laxmi/लक्ष्मी, Suresh/सुरेश, Anil/अनिल, Deepak/Dipak/दीपक, Sunita/Suneeta/सुनीता, Vijay/विजय, Arjun/अर्जुन, Kavita/Kavitha/कविता, Sanjay/संजय, Neha/नेहा,
      Ganesh/गणेश, Meena/Mina/मीना, Prakash/प्रकाश, Ravi/रवि, Shreya/श्रेया, Harish/हरीश, Nikhil/निखिल, Pooja/Puja/पूजा, Girish/गिरीश, Madhavi/माधवी, Thomas, Biju, Anoop/Anup, Jyoti/Jyothi/ज्योति`),
    family:
      list(`Kumar/कुमार, Sharma/शर्मा, Nair/Nayar/नायर, Menon/मेनन, Patel/पटेल, Reddy/रेड्डी, Iyer/Iyyer/अय्यर, Gupta/गुप्ता, Verma/Varma/वर्मा, Pillai/पिल्लई, Desai/देसाई, Joshi/जोशी, Kurian/Kurien, Varghese/Verghese,
      Chatterjee/Chatterji, Mukherjee/Mukherji, Deshmukh/देशमुख, Kulkarni/कुलकर्णी, Bhatia/भाटिया, Rao/राव, Shetty/शेट्टी, Thakur/ठाकुर, Agarwal/Aggarwal/अग्रवाल, Mathew/Matthew, Saxena/सक्सेना`),
  },
  {
    culture: "pk",
    weight: 12,
    codes: ["971", "92"],
    mobile: "3#########",
    given: list(
      `Faisal/Faysal/فیصل, Imran/عمران, Ayesha/Aisha/عائشہ, Bilal/بلال, Zeeshan/Zishan/ذیشان, Waqas/وقاص, Sana/ثنا, Usman/Osman/عثمان, Nadia/نادیہ, Kamran/کامران, Hina/حنا, Shahid/شاہد, Adeel/Adil/عدیل, Rabia/رابعہ, Junaid/جنید`,
    ),
    family: list(
      `Khan/خان, Malik/ملک, Qureshi/Quraishi/قریشی, Chaudhry/Chaudhary/چوہدری, Butt/بٹ, Siddiqui/Siddiqi/صدیقی, Sheikh/Shaikh/شیخ, Ansari/انصاری, Mirza/مرزا, Abbasi/عباسی, Hashmi/Hashimi/ہاشمی, Gillani/Gilani/گیلانی`,
    ),
  },
  {
    culture: "ph",
    weight: 10,
    codes: ["971", "63"],
    mobile: "9#########",
    given: list(
      `Maria/Ma., Jose, Angelica, Rowena, Jerome, Maricel, Rommel, Liezl, Joshua, Grace, Arnel, Cherry, Ronaldo, Marites, Jennifer, Dennis`,
    ),
    family: list(
      `Santos, Reyes, Dela Cruz/Delacruz, Garcia, Mendoza, Villanueva, Ramos, Bautista, Aquino, Castillo, Soriano, Navarro, Manalo, Pangilinan, Magsaysay, Dimaculangan`,
    ),
  },
  {
    culture: "en",
    weight: 11,
    codes: ["971", "44"],
    mobile: "7#########",
    given: list(
      `William/Bill/Will, Patricia/Pat, James/Jim, Elizabeth/Liz/Beth, Robert/Bob/Rob, Katherine/Kate/Katie, Michael/Mike, Thomas/Tom, Emma, Oliver/Ollie, Hannah, George, Charlotte, Samuel/Sam, Eleanor, Andrew/Andy`,
    ),
    family: list(
      `Ashworth, Hargreaves, Bennett/Bennet, Whitfield, Clarke/Clark, Thornton, Pemberton, Fairclough, Osborne/Osborn, Lockwood, Sinclair, Wainwright, Blackburn, Atkinson, Prescott, Holloway, Davies, Mercer, Kowalski, Schneider`,
    ),
  },
  {
    culture: "ru",
    weight: 8,
    codes: ["971", "7"],
    mobile: "9#########",
    given: list(
      `Dmitry/Dmitri/Дмитрий, Ekaterina/Katya/Екатерина, Aleksandr/Alexander/Sasha/Александр, Yulia/Julia/Юлия, Sergey/Sergei/Сергей, Natalia/Natalya/Наталья, Mikhail/Михаил, Irina/Ирина, Andrey/Andrei/Андрей, Tatiana/Tanya/Татьяна, Zhanna/Жанна, Oleg/Олег`,
    ),
    family: list(
      `Chaykovskiy/Tchaikovsky/Чайковский, Sokolov/Соколов, Morozov/Морозов, Khrushchev/Хрущев, Orlov/Орлов, Zhukov/Жуков, Vasiliev/Васильев, Tarasov/Тарасов, Belyaev/Беляев, Gusev/Гусев, Kuznetsov/Кузнецов, Yakovlev/Яковлев, Shevchenko/Шевченко, Lebedev/Лебедев`,
    ),
  },
  {
    culture: "zh",
    weight: 3,
    codes: ["971", "86"],
    mobile: "13#########",
    given: list(`Xiaoming/小明, Jing/静, Wei/伟, Yuhang/宇航, Tao/涛, Meiling/美玲, Haoran/浩然`),
    family: list(`Wang/王, Li/李, Zhang/张, Liu/刘, Chen/陈, Zhou/周, Lin/林, Ouyang/欧阳`),
  },
]
