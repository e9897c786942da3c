/** The report on paper for the command line: `renderReportPdf(view, { paper })`. */
export { renderReportPdf } from '../slices/reports/index.ts'
