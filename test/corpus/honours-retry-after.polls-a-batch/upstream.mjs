// Answers the first three looks at a batch with `in_progress`, and every later one with `completed`.
export default () => {
  let looks = 0;
  return (_request, response) => {
    looks += 1;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ id: 'batch_1', object: 'batch', status: looks > 3 ? 'completed' : 'in_progress' }),
    );
  };
};
