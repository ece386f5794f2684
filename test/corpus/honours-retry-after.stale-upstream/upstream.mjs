// Answers the first request of each connection, keeps it open, and closes it when a second one comes.
export default () => {
  const used = new WeakSet();
  return (request, response) => {
    if (used.has(request.socket)) return request.socket.destroy();
    used.add(request.socket);
    request.resume();
    const message = { role: 'assistant', content: 'In the sea.' };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }] }),
    );
  };
};
