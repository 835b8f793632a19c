import { bigbluebutton } from './bigbluebutton.js';
import { daily } from './daily.js';
import { graph } from './graph.js';
import { jaas } from './jaas.js';
import { jitsi } from './jitsi.js';
import { livekit } from './livekit.js';
import type { Source } from './source.js';
import { twilio } from './twilio.js';
import { zoomReport } from './zoom-report.js';
import { zoomWebhook } from './zoom-webhook.js';

/** The platforms whose payloads have a reader of their own, in the order in which they are listed. */
export const platforms: readonly Source[] = [
  daily,
  livekit,
  zoomWebhook,
  zoomReport,
  jitsi,
  jaas,
  graph,
  bigbluebutton,
  twilio,
];
