import type { Language } from '../../domain/language.ts'

/** What a voice says when its owner wants to hear it: "This is how I sound in this language. I hope that you recognise me." */
export const TEST_SENTENCES: Readonly<Partial<Record<Language, string>>> = Object.freeze({
  ar: 'هكذا يبدو صوتي بهذه اللغة. آمل أن تتعرفوا عليّ.',
  cs: 'Takhle zním v tomto jazyce. Doufám, že mě poznáte.',
  de: 'So klinge ich in dieser Sprache. Ich hoffe, ihr erkennt mich.',
  en: 'This is how I sound in this language. I hope that you recognise me.',
  es: 'Así sueno en este idioma. Espero que me reconozcan.',
  fr: 'Voici ma voix dans cette langue. J’espère que vous me reconnaissez.',
  hi: 'इस भाषा में मेरी आवाज़ ऐसी है। उम्मीद है कि आप मुझे पहचान लेंगे।',
  hu: 'Így hangzom ezen a nyelven. Remélem, felismernek.',
  it: 'Ecco come suono in questa lingua. Spero che mi riconosciate.',
  ja: 'この言語では、私の声はこのように聞こえます。私だと分かるといいのですが。',
  ko: '이 언어로 말하면 제 목소리는 이렇게 들립니다. 저인 줄 알아보시면 좋겠습니다.',
  nl: 'Zo klink ik in deze taal. Ik hoop dat jullie me herkennen.',
  pl: 'Tak brzmię w tym języku. Mam nadzieję, że mnie rozpoznacie.',
  pt: 'É assim que eu soo neste idioma. Espero que vocês me reconheçam.',
  ru: 'Вот как я звучу на этом языке. Надеюсь, вы меня узнаете.',
  tr: 'Bu dilde sesim böyle duyuluyor. Umarım beni tanırsınız.',
  vi: 'Đây là giọng của tôi trong ngôn ngữ này. Hy vọng các bạn nhận ra tôi.',
  zh: '这就是我用这种语言说话的声音。希望你们能听出是我。',
})
