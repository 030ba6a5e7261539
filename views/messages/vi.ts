import type { Messages } from './en.ts'

/** Every word of the pages in Vietnamese. */
export const vi: Messages = {
  locale: 'vi',
  ownName: 'Tiếng Việt',
  common: {
    parley: 'Parley',
    title: (about) => `${about} · Parley`,
    checkForm: 'Kiểm tra lại biểu mẫu',
    skipToContent: 'Chuyển đến nội dung',
    save: 'Lưu',
    cancel: 'Hủy',
    close: 'Đóng',
    tryAgain: 'Thử lại',
    toStart: 'Về trang đầu',
    pageLanguage: 'Ngôn ngữ của trang này',
  },
}
