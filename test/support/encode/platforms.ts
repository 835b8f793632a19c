import { encodeBigbluebutton } from './bigbluebutton.js';
import { encodeDaily } from './daily.js';
import type { Encode } from './encoder.js';
import { encodeGraph } from './graph.js';
import { encodeJaas } from './jaas.js';
import { encodeJitsi } from './jitsi.js';
import { encodeLivekit } from './livekit.js';
import { encodeTwilio } from './twilio.js';
import { encodeZoomReport } from './zoom-report.js';
import { encodeZoomWebhook } from './zoom-webhook.js';

/** The encoders of the platforms, by the names of their sources. */
export const platformEncoders: Readonly<Record<string, Encode>> = {
  daily: encodeDaily,
  livekit: encodeLivekit,
  'zoom-webhook': encodeZoomWebhook,
  'zoom-report': encodeZoomReport,
  jitsi: encodeJitsi,
  jaas: encodeJaas,
  graph: encodeGraph,
  bigbluebutton: encodeBigbluebutton,
  twilio: encodeTwilio,
};
