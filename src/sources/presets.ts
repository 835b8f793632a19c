import { agora } from './presets/agora.js';
import { chime } from './presets/chime.js';
import { googleMeet } from './presets/google-meet.js';
import { hundredMs } from './presets/hundred-ms.js';
import type { Preset } from './presets/preset.js';
import { vonage } from './presets/vonage.js';
import { whereby } from './presets/whereby.js';

/** Mappings of platforms, which also show how to write one. */
export const presets: readonly Preset[] = [hundredMs, agora, vonage, chime, whereby, googleMeet];
