/** The checkout and webhook endpoints in Fastify. */
import Fastify from 'fastify';
import { checkout } from './checkout.mjs';
import { receive } from './webhooks.mjs';

const app = Fastify();

app.post('/api/checkout', async (request, reply) => {
  const { status, body } = await checkout(request.body);
  return reply.code(status).send(body);
});

// In a plugin of its own: here, and only here, a body stays the bytes that it was.
app.register(async (hooks) => {
  hooks.removeAllContentTypeParsers();
  hooks.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => done(null, body));
  hooks.post('/webhooks/:partner', async (request, reply) => {
    return reply.code(await receive(request.params.partner, request.body, request.headers)).send();
  });
});

await app.listen({ port: Number(process.env.PORT ?? 3000) });
console.log(`http://localhost:${app.server.address().port}`);
