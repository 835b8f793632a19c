/*
 * The ways in which a log is written: what comes first, and an event as a line. Of an event of `syntheticLog` times are from the origin, texts
 * are JSON, and empty for none.
 */

const ORIGIN = 1_774_339_200_000; // 2026-03-24T08:00:00Z

/** Those of `csv` and `iso-times` have the events of `native`; those of `zoom-webhook` have other participants. */
export const FORMS = {
  native: { head: '', line: (event) => nativeLine(event, ORIGIN + event.at) },
  'iso-times': { head: '', line: (event) => nativeLine(event, `"${isoTime(event)}"`) },
  csv: { head: 'type,room,participant_id,at,user_id,user_name\n', line: csvLine },
  'zoom-webhook': { head: '', line: zoomLine },
};

function nativeLine({ type, room, id, userId, name }, time) {
  const head = `{"type":"${type}","room":${room},"participant_id":${id},"at":${time}`;
  if (userId === '') return name === '' ? `${head}}\n` : `${head},"user_name":${name}}\n`;
  return name === ''
    ? `${head},"user_id":${userId}}\n`
    : `${head},"user_id":${userId},"user_name":${name}}\n`;
}

function csvLine({ type, room, id, at, userId, name }) {
  const texts = [userId, name].map((text) => (text === '' ? '' : cell(JSON.parse(text))));
  return `${type},${cell(JSON.parse(room))},${JSON.parse(id)},${ORIGIN + at},${texts.join(',')}\n`;
}

function cell(text) {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function zoomLine({ type, room, id, at, userId, name }) {
  const [event, time] =
    type === 'join' ? ['participant_joined', 'join_time'] : ['participant_left', 'leave_time'];
  const participant =
    `{"user_id":${id},"user_name":${name || '""'},"id":"","participant_uuid":${id},"email":"",` +
    `"participant_user_id":${userId || '""'},"${time}":"${isoTime({ at })}"}`;
  const object =
    `{"id":${room},"uuid":${room},"host_id":"uLoRgfbbTayCX6r2Q_qQsQ","topic":"Weekly","type":2,` +
    `"start_time":"2026-03-24T08:00:00Z","timezone":"UTC","duration":60,"participant":${participant}}`;
  return `{"event":"meeting.${event}","event_ts":${ORIGIN + at + 900},"payload":{"account_id":"AAAAAABBBB","object":${object}}}\n`;
}

function isoTime({ at }) {
  return new Date(ORIGIN + at).toISOString();
}
