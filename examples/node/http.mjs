/** The checkout and webhook endpoints on Node's own http server. */
import { createServer } from 'node:http';
import { webhooks } from 'payseal';
import { checkout } from './checkout.mjs';
import { receive } from './webhooks.mjs';

const server = createServer(async (request, response) => {
  const [, first, second] = request.url.split('/');
  const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  try {
    const raw = await webhooks.rawBody(request);
    if (request.method === 'POST' && first === 'webhooks') return answer(await receive(second, raw, request.headers), {});
    if (request.method !== 'POST' || request.url !== '/api/checkout') return answer(404, { error: 'not here' });
    const { status, body } = await checkout(parsed(raw));
    answer(status, body);
  } catch (error) {
    console.error(error);
    answer(500, { error: 'try again' });
  }
});

function parsed(raw) {
  try {
    return JSON.parse(raw.toString());
  } catch {
    return undefined;
  }
}

server.listen(Number(process.env.PORT ?? 3000), () => console.log(`http://localhost:${server.address().port}`));
