/*
 * The material of `common-passwords.ts`: what stands at the top of every published list of leaked passwords. All in
 * lower case. Words are the bases people build on; literals are long ones that no rule there explains.
 */

const lines = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** Rows, columns and orders that fingers run along; backwards too. */
export const KEY_RUNS: readonly string[] = lines(`
  01234567890123456789 abcdefghijklmnopqrstuvwxyz qwertyuiop[] asdfghjkl;' zxcvbnm,./
  qwertzuiop azertyuiop yxcvbnm qazwsxedcrfvtgbyhnujmikolp 1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.
  1q2w3e4r5t6y7u8i9o0p 1a2s3d4f5g6h7j8k9l q1w2e3r4t5y6u7i8o9p0 a1s2d3f4g5h6 a1b2c3d4e5f6g7h8i9
  zaqxswcdevfrbgt zaq12wsx zaq1xsw2cde3vfr4bgt5 1z2x3c4v5b6n7m qweasdzxc qscwdvefb
  147258369 159357 741852963 !@#$%^&*()_+ йцукенгшщзхъ фывапролджэ ячсмитьбю абвгдежзийклмнопрстуфхцчшщъыьэюя
`);

export const COMMON_LITERALS: readonly string[] = lines(`
  correcthorsebatterystaple trustno1trustno1 thisisapassword thisismypassword mypasswordis123 letmeinletmein
  iloveyouforever iloveyousomuch iloveyoubaby iloveyou3000 ilovemyfamily ilovejesuschrist jesusismylord
  jesusislord1 jesuslovesme godisgood123 imissyousomuch whatever12345 idontknow123 dontforgetme nevergiveup123
  onelove12345 bigboobs1234 manchesterunited realmadrid123 fcbarcelona1 barcelona123 liverpoolfc1 arsenalfc123
  chelseafc123 juventus1234 spongebob123 harrypotter1 harrypotter7 starwars1977 lordoftherings batman123456
  superman1234 spiderman123 pokemon12345 minecraft123 counterstrike worldofwarcraft leagueoflegends
  michaeljordan michaeljackson justinbieber onedirection greenday1234 linkinpark12 metallica123 slipknot1234
  thebeatles12 washington12 philadelphia sanfrancisco california12 newyorkcity1 losangeles12 dallascowboys
  pittsburghsteelers chocolate123 butterfly123 sunshine1234 princess1234 strawberries administrator
  administrator1 administrator123 administrator! changeme1234 changethisnow defaultpassword temporary123
  temppassword1 newpassword1 oldpassword1 mypassword123 secretpassword supersecret1 supersecretpassword
  password1password2 adminpassword rootpassword1 masterpassword userpassword1 testpassword1 loginpassword
  guestpassword passwordadmin yourpassword1 nopassword123 notapassword1 forgotpassword ihavenopassword
  enteryourpassword insertpassword qwertyuiopasdf asdfghjklqwerty qwertyasdfgh zxcvbnmasdfghjkl
  1qazxsw23edc 1qaz2wsx3edc zaq12wsxcde3 qwe123asd123 qwe123qwe123 asd123asd123 qweasd123456 qweqweqwe123
  abcd1234abcd abcdef123456 abc123abc123 abcd12345678 a1b2c3d4e5f6 aa123456789a aaa111222333 111222333444
  112233445566 123123123123 123321123321 123456123456 123456654321 123654789123 123698745123 147258369147
  159753159753 987654321012 1234qwerasdf 1234qwer1234 1234abcd1234 12qwaszx12qw q1w2e3r4t5y6 qwerty123456
  qwerty1234567 qwerty12345678 qwertyqwerty1 p@ssw0rd1234 passw0rd1234 pa55word1234 pa$$word1234
  privet123456 parol1234567 lubov1234567 krasotka1234 solnyshko123 zaraza123456 nastya123456 marina123456
  dimadima1234 sashasasha12 natasha12345 ya_lyublyu_tebya yalublutebya yalyublyutebya ilovemoscow1 rossiya12345
  spartakmoskva zenitspb1234 cskamoscow12 молодец12345 любовь123456 пароль123456 привет123456 солнышко1234
  яебутебя1234 ятебялюблю12 ятебялюблю123 люблютебя123 парольпароль йцукен123456
`);

export const COMMON_WORDS: readonly string[] = lines(`
  a an i my me the is it be you your we he she and or to in on of for at no not yes ok go do up
  love loves loved lover iloveyou iloveu ilove loveyou loveme lovely like hate miss kiss sexy sex fuck fucker
  fuckyou shit bitch asshole pussy dick cock hello hi hey welcome goodbye bye please thanks sorry
  password passwd passwort passwords pass passcode pw pwd word secret secrets topsecret private secure security
  letmein open access login logon signin enter admin administrator root user username guest test tester testing
  demo default temp temporary changeme change new old master manager office company work job business money cash
  bank account email mail google gmail yahoo hotmail facebook twitter instagram youtube microsoft windows apple
  iphone samsung android computer laptop internet network server system linux oracle cisco database dev prod
  cashcraft craft estimate kommo amocrm crm
  qwerty qwert qwertz azerty asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qwer qwe asd zxc qaz wsx edc qazwsx abc abcd
  abcde abcdef aaa bbb xxx xyz
  dragon monkey tiger lion bear wolf eagle hawk falcon panther cat cats kitty kitten dog dogs doggy puppy horse
  pony rabbit bunny fish shark dolphin butterfly spider snake chicken turtle penguin panda elephant mustang
  master killer hunter ranger shadow ninja pirate soldier warrior knight king queen prince princess angel angels
  devil demon hell heaven god jesus christ lord church bible faith hope peace blessed amen buddha allah
  sunshine sun moon star stars sky rainbow snow rain fire ice water ocean river beach island summer winter spring
  autumn fall flower flowers rose lily daisy garden forest mountain nature earth world universe
  red blue green yellow black white orange purple pink silver gold golden diamond crystal
  baseball football soccer hockey basketball tennis golf racing boxing swimming skate surf liverpool chelsea
  arsenal barcelona madrid juventus manchester united lakers yankees cowboys steelers eagles packers
  ferrari porsche mercedes bmw audi toyota honda ford chevrolet corvette harley yamaha
  superman batman spiderman ironman starwars pokemon pikachu naruto matrix hacker gandalf merlin phoenix
  zombie vampire dracula minecraft roblox fortnite playstation xbox nintendo mario zelda gamer player
  chocolate cookie candy sugar honey banana cherry lemon peach strawberry apple cheese pepper ginger coffee
  pizza beer whiskey vodka chicken bacon butter
  mother father mommy daddy mom dad mama papa brother sister baby babygirl babyboy boy girl man woman friend
  friends family bestfriend forever together lucky happy smile crazy cool awesome perfect beautiful sweet
  sweetheart sweetie darling hotmom cutie
  michael jennifer jessica ashley matthew daniel andrew joshua thomas robert charlie william james john david
  richard george jordan justin brandon anthony nicole amanda melissa sarah michelle samantha elizabeth maria
  anna natasha alex alexander alexandra maxim max ivan dima sergey vladimir olga elena tatiana marina nastya
  sasha masha dasha katya lena oleg igor andrey nikita artem roman victor victoria hannah taylor maggie bailey
  buster rocky lucky jack harry peter paul mark steve kevin brian chris eric jason ryan tyler austin dakota
  london paris berlin moscow moskva russia rossiya america usa canada texas california chicago boston dallas
  germany france england italy spain ukraine kiev poland israel india china japan brazil mexico
  january february march april may june july august september october november december
  monday tuesday wednesday thursday friday saturday sunday today tomorrow morning night day week month year
  one two three four five six seven eight nine ten hundred thousand million zero first last
  whatever nothing something everything trustno trust nobody number letter simple easy super mega ultra power
  strong magic music rock metal guitar piano dance party freedom liberty victory success winner legend hero
  parol privet lubov lyubov solnce solnyshko krasotka kotenok zaika marinka lapochka druzhba
  пароль привет любовь люблю тебя солнышко солнце красотка наташа марина настя саша дима россия москва админ
  компания смета зима весна лето осень мама папа йцукен фыва ячсм
`);
