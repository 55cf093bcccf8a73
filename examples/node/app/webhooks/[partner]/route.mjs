/** The webhook endpoint as a Next.js route handler (app router). */
import { webhooks } from 'payseal';
import { receive } from '../../../webhooks.mjs';

// The addon needs Node; the edge runtime has none of it.
export const runtime = 'nodejs';

export async function POST(request, { params }) {
  const { partner } = await params;
  // Never request.json(): it throws the signed bytes away.
  return new Response(null, { status: await receive(partner, await webhooks.rawBody(request), request.headers) });
}
