import { teamsAttendance } from './sheets/teams-attendance.js';
import { zoomCsv } from './sheets/zoom-csv.js';
import type { Source } from './source.js';
import { teamsLiveEvent } from './teams-live-event.js';

/** Reports that people export from a platform by hand, as delimited text. */
export const reports: readonly Source[] = [zoomCsv, teamsAttendance, teamsLiveEvent];
