/** The commonest passwords of ten characters or more in published leaks, in lower case; keyboard runs and repetitions among them. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(`
1234567890 0123456789 0987654321 9876543210 12345678910 123456789a 123456789q a123456789 q123456789 1234567891 123123123123 12341234123
1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3e qwertyuiop qwertyuiop1 qwerty12345 qwerty123456 qwerty1234 qwertyuiop123 asdfghjkl1 asdfghjkl123
zxcvbnm123 asdfghjkl; zaq12wsxcde3 qazwsxedcr qazwsxedc1 password12 password123 password1234 password12345 passw0rd12 passw0rd123 p@ssw0rd12
p@ssw0rd123 p@ssword123 mypassword mypassword1 newpassword changeme12 changeme123 administrator admin12345 admin123456 welcome123 welcome1234
letmein123 letmein1234 iloveyou12 iloveyou123 iloveyou1234 iloveyousomuch iloveyouforever ihateyou123 monkey12345 dragon12345 football12 football123
baseball12 baseball123 basketball basketball1 superman12 superman123 spiderman1 batman12345 starwars12 starwars123 pokemon123 minecraft1 minecraft123
princess12 princess123 sunshine12 sunshine123 butterfly1 butterfly123 chocolate1 chocolate123 michelle12 jennifer12 jonathan12 christopher1
christopher alexander1 elizabeth1 unbelievable undertaker metallica1 manchester manchester1 liverpool1 liverpool123 barcelona1 barcelona10 realmadrid1
computer12 computer123 internet12 internet123 whatever12 whatever123 trustno1trustno1 correcthorsebatterystaple abcdefghij abcdefghijk abc123456789
abcd123456 abcd1234567 abc1234567 aa12345678 a1b2c3d4e5 a1b2c3d4e5f6 1a2b3c4d5e asdf123456 asd1234567 test123456 test1234567 testtest12 testtest123
google1234 facebook12 facebook123 samsung123 master12345 secret1234 secret12345 hello12345 hello123456 jesus12345 jesuschrist godisgood1 godisgreat
passwordpassword qwertyqwerty senha12345 senha123456 minhasenha matkhau123 matkhau1234 anhyeuem123 brasil2014 flamengo123 corinthians corinthians1
palmeiras1 parley1234 parley12345 parleyparley
`.trim().split(/\s+/))
