import type { SpeakerWordsOfPages } from './en.ts'

/** Words about people who share a microphone, in Vietnamese. */
export const speakersVi: SpeakerWordsOfPages = {
  speaker: (number: number) => `Người nói ${number}`,
  at: (name: string) => `tại micrô của ${name}`,
  title: 'Người nói',
  shared: 'Micrô dùng chung',
  share: 'Chúng tôi dùng chung micrô này',
  shareHint: 'Khoảng một phút sau, phụ đề sẽ cho biết ai trong số các bạn đã nói. Để làm vậy, lời nói chờ trên máy chủ này khoảng một phút.',
  shareKeptHint: 'Khoảng một phút sau, phụ đề sẽ cho biết ai trong số các bạn đã nói. Người chủ trì đã chọn lưu lời nói của các micrô dùng chung cùng cuộc họp.',
  notInPlan: (tier: string) => `Phân biệt những người dùng chung một micrô thuộc các gói Pro và Enterprise. Gói của phòng này là ${tier}.`,
  make: 'Dùng chung',
  makeOf: (name: string) => `Dùng chung: nhiều người nói vào micrô của ${name}`,
  unmake: 'Một người',
  unmakeOf: (name: string) => `Một người nói vào micrô của ${name}`,
  name: (label: string) => `Tên của ${label}`,
  save: 'Lưu',
  saveOf: (label: string) => `Lưu tên của ${label}`,
  away: 'Hiện không thể phân biệt những người dùng chung micrô. Phụ đề vẫn tiếp tục, không có nhãn.',
  wrong: (most: number) => `Hãy nhập tên dài nhất ${most} ký tự, hoặc để trống`,
  keep: 'Lưu âm thanh của các micrô dùng chung',
  keepHint: 'Khi cuộc họp kết thúc, toàn bộ được nghe lại một lần để xác định rõ hơn ai đã nói. Âm thanh được giữ cùng bản ghi và bị xoá cùng với nó. Mọi người đều thấy rằng âm thanh được lưu.',
  kept: 'Âm thanh của các micrô dùng chung được lưu',
}
