import { encodeAgora } from './agora.js';
import { encodeChime } from './chime.js';
import type { Encode } from './encoder.js';
import { encodeGoogleMeet } from './google-meet.js';
import { encodeHundredMs } from './hundred-ms.js';
import { encodeVonage } from './vonage.js';
import { encodeWhereby } from './whereby.js';

/** The encoders of the presets, by the names of their sources. */
export const presetEncoders: Readonly<Record<string, Encode>> = {
  '100ms': encodeHundredMs,
  agora: encodeAgora,
  vonage: encodeVonage,
  chime: encodeChime,
  whereby: encodeWhereby,
  'google-meet': encodeGoogleMeet,
};
