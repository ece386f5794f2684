// Builds the form anew for each attempt, and waits as long as the refusal says.
import { setTimeout as sleep } from 'node:timers/promises';

const recording = new Blob([new Uint8Array(200_000).fill(7)], { type: 'audio/mpeg' });

/** Each form has a boundary of its own. */
function newForm() {
  const form = new FormData();
  form.set('model', 'whisper-1');
  form.set('file', recording, 'meeting.mp3');
  return form;
}

async function transcribe() {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${process.env.OPENAI_BASE_URL}/audio/transcriptions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}` },
      body: newForm(),
      signal: AbortSignal.timeout(30_000),
    });
    if (response.ok) return (await response.json()).text;
    const { error } = await response.json();
    if (response.status !== 429 || attempt === 4) throw new Error(error.message);
    await sleep(1_000 * Number(response.headers.get('retry-after')));
  }
}

console.log(await transcribe());
