// Prints what comes and takes the end of the body for the end of the answer.
const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
  method: 'POST',
  headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
  body: JSON.stringify({
    model: 'Omniva/Kimi-K2.6',
    stream: true,
    messages: [{ role: 'user', content: 'How is paper made?' }],
  }),
  signal: AbortSignal.timeout(30_000),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);

let rest = '';
for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    if (!line.startsWith('data: ') || line === 'data: [DONE]') continue;
    process.stdout.write(JSON.parse(line.slice(6)).choices[0]?.delta.content ?? '');
  }
}
process.stdout.write('\n');
