import { test } from 'node:test'
import assert from 'node:assert/strict'
import type { Language } from '../../../domain/language.ts'
import { settledLength, splitSentences } from './split.ts'

const split = (text: string, language: Language = 'en', longest?: number) => splitSentences(text, { language, ...(longest ? { longest } : {}) })
const texts = (text: string, language?: Language) => split(text, language).map((piece) => piece.text)
const join = (text: string, language?: Language, longest?: number) => split(text, language, longest).map(({ before, text: part, after }) => before + part + after).join('')

test('sentences come apart from the white space and emoji around them, and nothing is lost', () => {
  assert.deepEqual(split(' One.  Two? 🎉\n'), [{ before: ' ', text: 'One.', after: '  ' }, { before: '', text: 'Two?', after: ' ' }, { before: '🎉\n', text: '', after: '' }])
  assert.deepEqual(split('👍🏽'), [{ before: '👍🏽', text: '', after: '' }])
  for (const text of ['', '  ', 'a', 'Mr. Smith paid 3.5 dollars. OK?\r\n\r\n“Yes.” 你好。再见！', '🇧🇷 Oi!🎉 Tudo bem']) assert.equal(join(text), text)
  assert.deepEqual(texts('First line\nsecond line'), ['First line', 'second line'])
})

test('titles, abbreviations, initials, decimals and pauses do not end a sentence', () => {
  const whole: [Language, string][] = [
    ['en', 'Mr. Smith met Mrs. White, e.g. Ann, at St. James Park.'],
    ['en', 'J. F. Kennedy and John F. Kennedy paid 3.5 dollars at 3.30 p.m. on Monday.'],
    ['en', 'So... I think it is No. 5.'],
    ['en', 'See https://example.org/a?b=1.2#top and http://example.org/x!Y, or write to a.b@c.org.'],
    ['pt', 'O Sr. Silva e a Sra. Costa moram na Av. Paulista, com a Profa. Ana e o Dr. Rui.'],
    ['es', 'El Sr. García y la Dra. López pagaron 1.500,50 euros.'],
    ['vi', 'Tôi ở TP.HCM với GS. Nguyễn và ThS. Lan.'],
    ['vi', 'Chúng tôi gặp nhau ở TP. Hồ Chí Minh.'],
    ['fr', 'Nous avons vu M. Dupont et MM. Martin.'],
  ]
  for (const [language, sentence] of whole) assert.deepEqual(texts(sentence, language), [sentence])
  assert.deepEqual(texts('So do I. We agree. Plan b. Then c.'), ['So do I.', 'We agree.', 'Plan b.', 'Then c.'])
  assert.deepEqual(texts('Wait... What? “Yes.” She left.'), ['Wait...', 'What?', '“Yes.”', 'She left.'])
})

test('sentences end as each script writes it', () => {
  assert.deepEqual(texts('你好。今天天气很好！“你来吗？”他问。', 'zh'), ['你好。', '今天天气很好！', '“你来吗？”', '他问。'])
  assert.deepEqual(texts('はい。「いいえ」です！', 'ja'), ['はい。', '「いいえ」です！'])
  assert.deepEqual(texts('هل أنت هنا؟ نعم، أنا هنا.', 'ar'), ['هل أنت هنا؟', 'نعم، أنا هنا.'])
  assert.deepEqual(texts('मैं ठीक हूँ। आप कैसे हैं?', 'hi'), ['मैं ठीक हूँ।', 'आप कैसे हैं?'])
  assert.deepEqual(texts('សួស្តី។ តើអ្នកសុខសប្បាយទេ?', 'km'), ['សួស្តី។', 'តើអ្នកសុខសប្បាយទេ?'])
  assert.deepEqual(texts('བཀྲ་ཤིས། བདེ་ལེགས།', 'bo'), ['བཀྲ་ཤིས།', 'བདེ་ལེགས།'])
  assert.deepEqual(texts('¿Qué tal? ¡Muy bien! Gracias.', 'es'), ['¿Qué tal?', '¡Muy bien!', 'Gracias.'])
})

test('a sentence that is too long is cut at clauses, then spaces, then words, and no character in two', () => {
  const clauses = 'We looked at the first plan; it was too expensive, and nobody liked it, so we went on.'
  assert.deepEqual(split(clauses, 'en', 50).map((piece) => piece.text), ['We looked at the first plan;', 'it was too expensive, and nobody liked it,', 'so we went on.'])
  const words = 'word '.repeat(100)
  assert.ok(split(words, 'en', 60).every(({ text }) => text.length <= 60 && /^(word ?)+$/.test(text)))
  const thai = 'สวัสดีครับวันนี้อากาศดีมากเราจะเริ่มประชุม'.repeat(10)
  assert.ok(split(thai, 'th').length > 3 && split(thai, 'th').every(({ text }) => text.length <= 110 && !/^\p{M}/u.test(text)))
  const flags = 'x' + '👩‍👩‍👧'.repeat(30) + 'x'
  for (const [text, language] of [[clauses, 'en'], [words, 'en'], [thai, 'th'], [flags, 'en']] as const) assert.equal(join(text, language, 50), text)
  assert.ok(split(flags, 'en', 50).every(({ before, text, after }) => !/^\u200d|\u200d$/u.test(before + text + after)))
})

test('of a text that grows, all sentences but the last stay as they are, and what is said to be settled', () => {
  const grown: [Language, string][] = [
    ['en', 'Good morning. Dr. White is here! Did you e.g. see her? So... I think J. F. Kennedy paid 3.5. Then he left. “No.” See a.org/b?c. OK'],
    ['pt', 'Bom dia. O Sr. Silva veio! Custou R$ 1.500,50. Av. Paulista, n.º 5. Você viu? Sim.'],
    ['zh', '你好。今天天气很好！“你来吗？”他问。好'],
  ]
  for (const [language, text] of grown) {
    const end = texts(text, language)
    for (let length = 1; length <= text.length; length++) {
      const now = text.slice(0, length)
      for (const settled of [texts(now, language).slice(0, -1), texts(now.slice(0, settledLength(now, language)), language)]) {
        assert.deepEqual(settled, end.slice(0, settled.length), now)
      }
    }
  }
  assert.equal(settledLength('你好。今天', 'zh'), 3)
  assert.equal(settledLength('Is it? Yes. No', 'en'), 12)
  assert.equal(settledLength('', 'en'), 0)
})
