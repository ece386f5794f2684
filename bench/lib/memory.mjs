/** Most that a server holds while something runs, above what it held before; `null` where nobody tells. */
export async function watchMemory(server, work) {
  const before = server.residentBytes();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, server.residentBytes());
  }, 20);
  const result = await work();
  clearInterval(timer);
  return { result, bytes: before === null ? null : most - before };
}

export function sayPerStream(bytes, streams) {
  return bytes === null ? 'unknown' : `${(bytes / streams / 1_024).toFixed(0)} KiB`;
}
