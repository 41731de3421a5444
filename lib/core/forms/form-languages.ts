import type { FormField } from "./form-fields"

/** The same vocabulary in the other languages our customers write forms in. Looked up as a whole, like PHRASES. */
export const OTHER_LANGUAGES: Readonly<Partial<Record<FormField, string>>> = {
  name: "nom complet|nom et prenom|prenom et nom|vollstandiger name|ihr name|nombre|nombre completo|nombre y apellidos|nome|nome completo|имя|фио|ваше имя|имя и фамилия|полное имя|नाम|पूरा नाम|आपका नाम|نام|پورا نام|مکمل نام|آپ کا نام|ad soyad|adınız soyadınız|isim soyisim|isim|pangalan|buong pangalan|姓名|名字|您的姓名|imie i nazwisko",
  first_name: "prenom|votre prenom|vorname|primer nombre|primeiro nome|adınız|imie",
  last_name:
    "nom|nom de famille|votre nom|nachname|familienname|apellido|apellidos|sobrenome|cognome|фамилия|उपनाम|soyad|soyadı|soyadınız|soyisim|apelyido|nazwisko",
  phone:
    "telephone|numero de telephone|numero telephone|portable|telefon|telefonnummer|handy|handynummer|mobilnummer|rufnummer|telefono|numero de telefono|movil|celular|telefone|numero de telefone|telemovel|телефон|номер телефона|мобильный|мобильный телефон|номер|फ़ोन|फोन|फ़ोन नंबर|मोबाइल|मोबाइल नंबर|فون|فون نمبر|موبائل|موبائل نمبر|telefon numarası|cep telefonu|telepono|numero ng telepono|电话|手机|手机号|手机号码|联系电话",
  email:
    "courriel|adresse e mail|adresse mail|adresse email|adresse electronique|mel|e mail adresse|correo|correo electronico|endereco de email|email adresse|почта|электронная почта|эл почта|имейл|ईमेल|ई मेल|ای میل|e posta|eposta|邮箱|电子邮箱|电子邮件",
  message: "votre message|nachricht|ihre nachricht|mensaje|mensagem|сообщение|комментарий|संदेश|پیغام|mesaj|mesajınız|mensahe|留言|wiadomosc",
  country: "pays|pays de residence|land|wohnsitzland|pais|страна|देश|ملک|ulke|bansa|国家|kraj",
  emirate: "ville|stadt|ciudad|cidade|город|शहर|شہر|sehir",
  company: "societe|entreprise|firma|unternehmen|empresa|компания|कंपनी|کمپنی|sirket",
  vehicle: "voiture|vehicule|auto|fahrzeug|coche|carro|машина|автомобиль|गाड़ी|कार|گاڑی|arac|araba",
}
