/** Sizes of caption text, remembered on the device; tokens.css has what they mean. */
export const CAPTION_SIZES = [['small', 'Small'], ['medium', 'Medium'], ['large', 'Large']] as const
export type CaptionSize = (typeof CAPTION_SIZES)[number][0]
