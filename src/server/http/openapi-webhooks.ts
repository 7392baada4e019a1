import type {Answer} from './envelope.ts';

const ORDER_NOTES = `To config.webhook_url of the order capability in the profile of the platform that made the checkout: when the order exists, and at each change of what it shows.
The body is the order as it stands when the event is sent. At least once: what is not answered with 2xx within 10 seconds comes again under the same Webhook-Id.`;

/** What this server asks of others. `schemas`: address of the published ones. */
export function webhooks(schemas: string): Answer {
  const header = (name: string, type: string, description: string, more: Answer = {}): Answer => ({name, in: 'header', required: true, schema: {type, ...more}, description});
  return {
    orderEvent: {
      post: {
        operationId: 'order_event_webhook',
        summary: 'An order of a platform was placed, or has changed',
        description: ORDER_NOTES.replaceAll('\n', ' '),
        parameters: [
          header('UCP-Agent', 'string', 'Who sends it: a dictionary of RFC 8941 with the address of this shop’s profile.'),
          header('Webhook-Id', 'string', 'The name of the event, the same however often it comes.', {format: 'uuid'}),
          header('Webhook-Timestamp', 'integer', 'When it happened, in seconds since the epoch.'),
          header('Content-Digest', 'string', 'SHA-256 of the body, by RFC 9530.'),
          header('Signature-Input', 'string', 'What is signed, by RFC 9421: everything above, the method, the address and the body. `keyid` names one of `signing_keys` in this shop’s profile.'),
          header('Signature', 'string', 'The signature.'),
        ],
        requestBody: {required: true, content: {'application/json': {schema: {$ref: `${schemas}/shopping/order.json`}}}},
        responses: {'2XX': {description: 'Taken. The body is not read'}, default: {description: 'Not taken, redirects too: it comes again'}},
      },
    },
  };
}
