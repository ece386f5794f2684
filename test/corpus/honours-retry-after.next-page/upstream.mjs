// Lists eight files, two on a page, from the one behind `after`.
const ids = Array.from({ length: 8 }, (_, index) => `file-${index + 1}`);

export default () => (request, response) => {
  const after = new URL(request.url, 'http://upstream').searchParams.get('after');
  const from = ids.indexOf(after) + 1;
  const data = ids.slice(from, from + 2).map((id) => ({ id, object: 'file' }));
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ object: 'list', data, has_more: from + 2 < ids.length }));
};
