import type { Language } from '../../../domain/language.ts'

/**
 * Our codes (Whisper's) → FLORES-200, the codes of NLLB-200. The model does not know Breton, Hawaiian and Latin. Whisper's
 * Norwegian is Bokmål; macro-languages map to the variety that NLLB was trained on (Arabic: Modern Standard, Malay: Standard).
 */
export const FLORES: Readonly<Partial<Record<Language, string>>> = Object.freeze({
  af: 'afr_Latn', sq: 'als_Latn', am: 'amh_Ethi', ar: 'arb_Arab', hy: 'hye_Armn', as: 'asm_Beng', az: 'azj_Latn',
  ba: 'bak_Cyrl', eu: 'eus_Latn', be: 'bel_Cyrl', bn: 'ben_Beng', bs: 'bos_Latn', bg: 'bul_Cyrl', yue: 'yue_Hant',
  ca: 'cat_Latn', zh: 'zho_Hans', hr: 'hrv_Latn', cs: 'ces_Latn', da: 'dan_Latn', nl: 'nld_Latn', en: 'eng_Latn',
  et: 'est_Latn', fo: 'fao_Latn', fi: 'fin_Latn', fr: 'fra_Latn', gl: 'glg_Latn', ka: 'kat_Geor', de: 'deu_Latn',
  el: 'ell_Grek', gu: 'guj_Gujr', ht: 'hat_Latn', ha: 'hau_Latn', he: 'heb_Hebr', hi: 'hin_Deva', hu: 'hun_Latn',
  is: 'isl_Latn', id: 'ind_Latn', it: 'ita_Latn', ja: 'jpn_Jpan', jw: 'jav_Latn', kn: 'kan_Knda', kk: 'kaz_Cyrl',
  km: 'khm_Khmr', ko: 'kor_Hang', lo: 'lao_Laoo', lv: 'lvs_Latn', ln: 'lin_Latn', lt: 'lit_Latn', lb: 'ltz_Latn',
  mk: 'mkd_Cyrl', mg: 'plt_Latn', ms: 'zsm_Latn', ml: 'mal_Mlym', mt: 'mlt_Latn', mi: 'mri_Latn', mr: 'mar_Deva',
  mn: 'khk_Cyrl', my: 'mya_Mymr', ne: 'npi_Deva', no: 'nob_Latn', nn: 'nno_Latn', oc: 'oci_Latn', ps: 'pbt_Arab',
  fa: 'pes_Arab', pl: 'pol_Latn', pt: 'por_Latn', pa: 'pan_Guru', ro: 'ron_Latn', ru: 'rus_Cyrl', sa: 'san_Deva',
  sr: 'srp_Cyrl', sn: 'sna_Latn', sd: 'snd_Arab', si: 'sin_Sinh', sk: 'slk_Latn', sl: 'slv_Latn', so: 'som_Latn',
  es: 'spa_Latn', su: 'sun_Latn', sw: 'swh_Latn', sv: 'swe_Latn', tl: 'tgl_Latn', tg: 'tgk_Cyrl', ta: 'tam_Taml',
  tt: 'tat_Cyrl', te: 'tel_Telu', th: 'tha_Thai', bo: 'bod_Tibt', tr: 'tur_Latn', tk: 'tuk_Latn', uk: 'ukr_Cyrl',
  ur: 'urd_Arab', uz: 'uzn_Latn', vi: 'vie_Latn', cy: 'cym_Latn', yi: 'ydd_Hebr', yo: 'yor_Latn',
})
