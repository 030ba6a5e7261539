export { API_PAGE_POLICY, API_UI_FILES, ApiPage, type ApiUiFile } from './api.tsx'
