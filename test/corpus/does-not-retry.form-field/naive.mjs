// Sends the form again with the model that is not there.
import { setTimeout as sleep } from 'node:timers/promises';

const recording = new Blob([new Uint8Array(20_000).fill(3)], { type: 'audio/mpeg' });

async function transcribe(model) {
  const form = new FormData();
  form.set('file', recording, 'call.mp3');
  form.set('model', model);
  const response = await fetch(`${process.env.OPENAI_BASE_URL}/audio/transcriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}` },
    body: form,
    signal: AbortSignal.timeout(30_000),
  });
  return { status: response.status, answer: await response.json() };
}

for (let attempt = 1; attempt <= 3; attempt++) {
  const { status, answer } = await transcribe('whisper-9');
  if (status === 200) console.log(answer.text);
  else console.error(answer.error.message);
  if (status === 200) break;
  await sleep(300);
}
