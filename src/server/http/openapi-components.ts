/** The parts of the OpenAPI document that many of its operations share. */

export const PARAMETERS = {
  UcpAgent: {
    name: 'UCP-Agent', in: 'header', required: true, schema: {type: 'string'}, example: 'profile="https://platform.example/profile"',
    description: 'Who asks: a dictionary of RFC 8941 with the address of the platform’s profile.',
  },
  IdempotencyKey: {
    name: 'Idempotency-Key', in: 'header', required: false, schema: {type: 'string', minLength: 16, maxLength: 255, pattern: '^[!-~]+$'}, example: '7d9f4c1e-52a0-4f0e-9d1b-6a1f6a3f2c55',
    description: 'A UUID, new for every change. The same key with the same body gets the stored answer for 24 hours, with Idempotency-Replayed; with another body 409.',
  },
  SignatureInput: {
    name: 'Signature-Input', in: 'header', required: false, schema: {type: 'string'},
    example: 'sig1=("@method" "@authority" "@path" "ucp-agent" "idempotency-key" "content-digest" "content-type");created=1795341600;keyid="platform-2026"',
    description: 'What is signed, by RFC 9421. keyid names one of signing_keys in the profile of UCP-Agent. Everything in the example must be covered, where the request has it, and @query.',
  },
  Signature: {
    name: 'Signature', in: 'header', required: false, schema: {type: 'string'},
    description: 'ECDSA on P-256 with SHA-256 or on P-384 with SHA-384, r and s side by side. Who signs is known by it; who does not is taken as before, unless the shop wants it.',
  },
  ContentDigest: {name: 'Content-Digest', in: 'header', required: false, schema: {type: 'string'}, description: 'sha-256 of the raw body, by RFC 9530. A signed body needs it.'},
  RequestId: {name: 'Request-Id', in: 'header', required: false, schema: {type: 'string'}, description: 'Echoed when it has at most 200 printable characters; else one is made.'},
  AcceptLanguage: {name: 'Accept-Language', in: 'header', required: false, schema: {type: 'string'}, description: 'The language of texts, where context.language names none.'},
  OrderKey: {name: 'key', in: 'query', required: false, schema: {type: 'string'}, description: 'The buyer’s own key to this order, from its permalink_url.'},
} as const;

export const HEADERS = {
  RequestId: {schema: {type: 'string'}, description: 'The request’s name, in the log too.'},
  IdempotencyReplayed: {schema: {type: 'string', enum: ['true']}, description: 'There when this is the stored answer to an earlier request with the same key.'},
  SignatureInput: {schema: {type: 'string'}, description: 'What is signed, by RFC 9421: @status, content-digest and content-type. keyid names one of signing_keys in this shop’s profile.'},
  Signature: {schema: {type: 'string'}, description: 'The signature, r and s side by side.'},
  ContentDigest: {schema: {type: 'string'}, description: 'sha-256 of the body, by RFC 9530.'},
  RetryAfter: {schema: {type: 'integer'}, description: 'Seconds after which to ask again.'},
} as const;

export const SECURITY_SCHEMES = {
  ApiKey: {type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The key of a platform that the shop has configured.'},
  Bearer: {type: 'http', scheme: 'bearer', description: 'The same key; for an order also the buyer’s own.'},
} as const;

/** With a key or without. */
export const SECURITY = [{}, {ApiKey: []}, {Bearer: []}] as const;

export const TRANSPORT_ERROR = {
  type: 'object',
  required: ['code', 'content'],
  properties: {
    code: {type: 'string', description: 'Such as invalid_request, idempotency_conflict, profile_unreachable, signature_invalid.'},
    content: {type: 'string', description: 'A sentence for whoever writes the client.'},
    continue_url: {type: 'string', format: 'uri', description: 'Where a person may go on, when the platform could not be agreed with.'},
  },
} as const;

export const PROBLEMS: Readonly<Record<string, string>> = {
  400: 'Malformed request, no usable profile in UCP-Agent, or digest_mismatch or algorithm_unsupported of a signature',
  401: 'Unknown API key, or signature_missing, signature_invalid or key_not_found',
  403: 'The API key belongs to another profile',
  422: 'The platform’s profile is malformed, or its protocol version is not supported',
  424: 'The platform’s profile could not be fetched',
  500: 'Unexpected error',
  503: 'Try again after Retry-After',
};

export const BODY_PROBLEMS: Readonly<Record<string, string>> = {
  408: 'The body took longer than 10 seconds', 413: 'The body is larger than 256 KB', 415: 'The body is not JSON in UTF-8, or is compressed',
};

export const CHANGE_PROBLEMS: Readonly<Record<string, string>> = {
  409: 'The Idempotency-Key belongs to another request, or to one that is still running', 429: 'Try again after Retry-After',
};
