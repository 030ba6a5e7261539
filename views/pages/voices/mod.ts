export { VoiceList, type VoiceListProps } from './list.tsx'
export { VOICE_DONE, type VoiceDone, type VoiceError, VoicesPage, type VoicesPageProps } from './voices.tsx'
