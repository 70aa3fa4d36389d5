/**
 * Words and runs that common passwords are made of, in Latin and Cyrillic, as they stand at the top of published lists
 * of leaked passwords. A password that is nothing but these is refused (ASVS 6.2.4; NIST SP 800-63B 3.1.1.2). Since
 * twelve characters are asked for, the pieces matter more than any list of whole passwords.
 */
// prettier-ignore
export const commonPieces: readonly string[] = [
  "password", "passw0rd", "p@ssw0rd", "p@ssword", "pa$$word", "parol", "пароль", "gfhjkm", "qwertyuiop", "qwerty", "qwertz", "azerty",
  "asdfghjkl", "asdfgh", "asdf", "zxcvbnm", "zxcvbn", "zxcv", "1q2w3e4r5t6y", "1q2w3e4r5t", "1q2w3e4r", "1q2w3e", "q1w2e3r4t5", "q1w2e3r4",
  "1qaz2wsx3edc", "1qaz2wsx", "qazwsxedc", "qazwsx", "йцукенгшщзхъ", "йцукенгшщз", "йцукенг", "йцукен", "фывапролджэ", "фывапролдж", "фывапро",
  "фыва", "ячсмитьбю", "ячсмить", "ячсм", "letmein", "welcome", "dobropozhalovat", "admin", "administrator", "админ", "администратор", "root",
  "user", "login", "guest", "master", "monkey", "dragon", "football", "baseball", "iloveyou", "princess", "sunshine", "superman", "batman",
  "shadow", "trustno1", "whatever", "freedom", "mustang", "michael", "jordan", "charlie", "jessica", "secret", "changeme", "default", "temp",
  "test", "demo", "privet", "привет", "lubov", "lyubov", "любовь", "ghbdtn", "k.,jdm", "samsung", "spartak", "спартак", "zenit", "marina", "natasha",
  "наташа", "марина", "sergey", "сергей", "andrey", "андрей", "alexander", "александр", "vladimir", "владимир", "tamga", "тамга", "weapon", "оружие",
  "police", "полиция", "border", "граница", "customs", "таможня", "abcdefghijkl", "abcdefgh", "abcdef", "abcd", "abc", "aabbcc", "абвгдеж", "абвгд",
  "абв", "qweasdzxc", "qweasd", "qwe", "asd", "zxc", "йцу", "фыв", "ячс",
  "!@#$%^&*()_+", "!@#$%^&*()", "!@#$%^&*", "!@#$%", "!@#$", "!@#", "!\"№;%:?*()", "!\"№;%:?*", "!\"№;",
];
