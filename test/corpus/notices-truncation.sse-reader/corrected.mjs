// Takes a stream without a finish_reason for a failure, and asks once more.
async function stream(content) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 20_000);
  const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'Omniva/Kimi-K2.6',
      stream: true,
      messages: [{ role: 'user', content }],
    }),
    signal: controller.signal,
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  let [rest, text, finish] = ['', '', null];
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    timer.refresh();
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (!line.startsWith('data: ') || line === 'data: [DONE]') continue;
      const [choice] = JSON.parse(line.slice(6)).choices;
      text += choice?.delta.content ?? '';
      finish ??= choice?.finish_reason ?? null;
    }
  }
  clearTimeout(timer);
  if (finish === null) throw new Error('the stream ended before the answer did');
  return text;
}

const question = 'How is paper made?';
const answer = await stream(question).catch(async () => {
  await new Promise((resolve) => setTimeout(resolve, 500 + 1_000 * Math.random()));
  return await stream(question);
});
console.log(answer);
