/**
 * Short and familiar forms. Each line is a group: any two words on one line may name the same person. A short form may
 * stand on several lines (Alex, Sasha, Kit). Surnames from Canton stand here too, because their romanisation does not
 * follow from the characters' pinyin.
 */

const GROUPS = `
alexander alexandre aleksandr alejandro alex alec sandy sasha shura sanya xander lex iskander
alexandra aleksandra alex sandra sasha shura lexi alexa
alexey aleksei alexei alyosha lyosha alex
anastasia anastasiya nastya nastia stacy asya
andrew andrei andrey andy drew andre andreas
ann anna anne annie anya anechka nan nancy hannah
anthony antonio anton tony toni ant
antonina tonya
arthur artie art
barbara barb babs bobbie varvara varya
benjamin ben benny benji
boris borya
bradley brad
catherine katherine kathryn katharine kate katie kathy cathy kat kitty kay ekaterina yekaterina katya katia catalina kathleen
charles charlie chuck chas carlos carl
christian chris kristian
christina christine cristina kristina kristine tina chris chrissy christy
christopher chris kit kristopher topher cristobal
cynthia cindy
daniel dan danny danil daniil danila dani
david dave davey davy dawid
deborah debra deb debbie
denis dennis den denny
dmitry dmitri dmitriy dima mitya dimitri
donald don donnie
dorothy dot dottie dolly
edward ed eddie ted teddy ned eduardo edgar
elena yelena helena helen lena alyona ellen
elizabeth eliza liz lizzie beth betsy betty bess lisa liza elisabeth elsie libby yelizaveta elizaveta isabel isabella
emily em emma millie
eric erik rick
eugene evgeny yevgeny evgeni evgeniy zhenya gene
evgenia yevgenia eugenia zhenya
francis frank fran francisco paco frankie
frances fran francesca franny
frederick fred freddie freddy
gabriel gabe gabby
galina galya
george georgi georgy yuri jorge jorg georgiy gosha zhora
gerald gerry jerry gerard
gregory greg grigory grisha gregor
harold harry hal
henry harry hank henri enrique
igor garik
ilya ilia ilyusha elijah
irina ira irene arina
ivan vanya vania john
jacob jake jack james yakov
james jim jimmy jamie jaime jem
janet jan
jason jay
jeffrey geoffrey jeff geoff
jennifer jen jenny jenn
jessica jess jessie
joanna jo joann ioanna
john jon johnny jack jonny juan jhon
jonathan jon johnny nathan
joseph joe joey jose josef pepe
joshua josh
juan johnny
judith judy jody
julia yulia julie yuliya julija juliana yulya
julian jules
kenneth ken kenny
konstantin kostya costa
kristen kirsten kristin
larisa lara larissa
lawrence laurence larry lars
leonard leo len lenny leonid lyonya leonardo
lewis louis lou luis
lillian lily lilly lilia
lubov lyubov lyuba luba
lyudmila ludmila liudmila lyuda luda mila
margaret maggie meg peggy marge margo rita greta margarita madge
maria masha marusya mariya marie mary mari ma
marina mari
mark marc marcus marco markus
martin marty
mary molly polly marie maria mariam maryam miriam
matthew matt mathew mateo matvey
maxim maksim max maximilian
melissa mel lissa missy
michael mike mick mickey mikey michal miguel mikhail misha mikail micky mitch
mikhail misha mischa michail
monica mona
nadezhda nadia nadya
natalia natalya natasha nata natalie nat nataliya
nicholas nick nico nicolas nikolai nikolay kolya nicky nikolas klaus
nicole nikki nicky
nikita nik
oksana xenia ksenia ksyusha
olga olya helga olia
oleg olezhka
oliver ollie olly
olivia liv livvy
pamela pam
patricia pat patty trish tricia patsy
patrick pat paddy patricio
paul pavel pasha pablo paulo pal
peter pete petr pyotr pedro petya piotr
philip phillip phil filip felipe pip
rachel rach raquel
raymond ray raimundo
rebecca becky becca bex
richard rich rick ricky dick richie ricardo dickon ritchie
robert rob bob bobby robbie bert roberto robin
roman roma
ronald ron ronnie ronaldo
rosa rose rosie rosalie rosalind
russell russ
samantha sam sammy
samuel sam sammy
sergei sergey seryozha serge sergio
sarah sally sadie sara
sophia sofia sonya sophie sofiya
stanislav stas slava stan
stephanie steph stephany
stephen steven steve stevie stefan esteban stepan
susan sue susie suzy susanna suzanne susana
svetlana sveta lana
tatiana tatyana tanya tania tati
theodore ted teddy theo fyodor fedor fedya
theresa teresa terry tess tessa
thomas tom tommy tomas
timothy tim timmy timofey tima
valentina valya tina
valeria lera valery valerie val
vasily vasya vasiliy basil
veronica vera nika ronnie
victor viktor vitya vic
victoria viktoria vicky vika tori
vincent vince vinny vicente
vladimir volodya vova vlad
vladislav vlad slava vladik
vyacheslav slava
walter walt wally
william bill billy will willy liam wm guillermo
xavier javier xavi
yaroslav slava yarik
yuri yury yuriy yura iurii
zachary zach zack zak
zhanna jeanne joan
abdullah abdallah abood abdo
abdulrahman abdo dahmi
mohammed hammoudi mo moe hamada hamoudi
ahmed hamada ahmo
khadija khadouj dija
fatima fatoom fatmeh tima
mustafa sasa tafa
rajesh raj raju rajesh
rajendra raju raj rajinder
sanjay sanju sanjeev
krishna kishan krish krishnan
lakshmi laxmi lakshman
manoj manu
suresh suri
vijay viju vijendra bijoy
venkatesh venkat venky
subramanian subbu mani
balakrishnan balu bala
ramesh rama ram
gopal gopi
josefina josie pina
emmanuel manny manuel emanuel manolo
ferdinand ferdie fernando nanding
eduardo edu eddie
rodrigo rod rigo
angelica angel angie angela
marvin marv
rowena weng
jerome jerry
rommel mel
lourdes lou
rosario charo
dolores lola
guadalupe lupe
francisco kiko isko
joselito lito
chan chen 陈 陳
wong wang huang 王 黄 黃
cheung zhang 张 張 cheong chang
lee li 李
leung liang 梁
lau liu 刘 劉
ng wu huang 吴 吳 黄 黃
chow zhou 周 chou
kwok guo 郭
ho he 何
yeung yang 杨 楊 yeong
tsang zeng 曾 tseng
cheng zheng 郑 鄭 程
lam lin 林 lim
tang deng 邓 鄧
fung feng 冯 馮
yuen yuan 袁 ruan
ip yip ye 叶 葉
tam tan tham
mak mai 麦 麥
choi cai tsai tsoi 蔡
poon pan 潘
chu zhu 朱
hui xu hsu 许 許
tse xie hsieh 谢 謝
lo luo law 罗 羅
siu xiao 萧 蕭
chiu zhao qiu 赵 趙
kwan guan 关 關
lui lu 吕 呂
hung hong 洪
so su 苏 蘇
tai da dai 大
man wen 文
ming ming 明
`

const groupsOf = new Map<string, Set<number>>()
for (const [group, line] of GROUPS.trim().split("\n").entries()) {
  for (const word of line.split(" ")) groupsOf.set(word, (groupsOf.get(word) ?? new Set()).add(group))
}

/** True when both words stand on one line; a word is not a nickname of itself. */
export function areNicknames(left: string, right: string): boolean {
  if (left === right) return false
  const groups = groupsOf.get(left)
  const others = groupsOf.get(right)
  if (!groups || !others) return false
  for (const group of groups) if (others.has(group)) return true
  return false
}
