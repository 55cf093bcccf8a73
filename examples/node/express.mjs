/** The checkout and webhook endpoints in Express. */
import express from 'express';
import { checkout } from './checkout.mjs';
import { receive } from './webhooks.mjs';

const app = express();

// Before any express.json(): what has parsed the body has thrown the signed bytes away.
app.post('/webhooks/:partner', express.raw({ type: '*/*' }), async (request, response) => {
  response.sendStatus(await receive(request.params.partner, request.body, request.headers));
});

app.post('/api/checkout', express.json(), async (request, response) => {
  const { status, body } = await checkout(request.body);
  response.status(status).json(body);
});

const server = app.listen(Number(process.env.PORT ?? 3000), () => console.log(`http://localhost:${server.address().port}`));
