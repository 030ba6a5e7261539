/** Sizes of caption text, remembered on the device; tokens.css has what they mean. */
export const CAPTION_SIZES = ['small', 'medium', 'large'] as const
export type CaptionSize = (typeof CAPTION_SIZES)[number]
