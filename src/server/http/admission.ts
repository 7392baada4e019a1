import {createHash} from 'node:crypto';
import {TAG_PROFILE_URL, UCP_VERSION} from '../../commerce/ucp.ts';
import type {Services} from '../services.ts';
import {intersect, shopCapabilities} from './capabilities.ts';
import {declaredWebhook} from './order-webhook.ts';
import type {PlatformRegistry} from './platform-registry.ts';
import type {Received} from './signed-request.ts';
import {isSignedByPlatform, signatureProblem} from './signed-request.ts';
import {TransportError} from './transport-error.ts';
import {readUcpAgent} from './ucp-agent.ts';
import type {Visit} from './visit.ts';

/** Who asks: the visit, and the bearer token that was no API key (a buyer's key to an order). */
export interface Admission {
  readonly visit: Visit;
  readonly readingKey?: string;
}

/**
 * Reads who asks and agrees with their platform on a version and on capabilities. Throws `TransportError` with the
 * protocol's discovery and signature errors, 401 for a key that nobody has, 403 for a key that belongs to another profile.
 */
export async function admit(received: Received, services: Services, registry: PlatformRegistry, bearerMayRead: boolean): Promise<Admission> {
  const {request} = received;
  const agent = readUcpAgent(request.headers.get('ucp-agent'));
  if (agent.version !== undefined) requireVersion(agent.version);
  const profile = await registry.profile(agent.profile);
  requireVersion(profile.version);
  const agreed = intersect(shopCapabilities(services), profile.capabilities);
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const byKey = platformOf(services, request.headers.get('x-api-key') ?? bearer, agent.profile, bearerMayRead && bearer !== undefined);
  const signed = await isSignedByPlatform(received, agent.profile, services, registry);
  if (!signed && byKey === undefined) requireAnonymous(services, agent.profile);
  const platform = byKey ?? (signed ? services.config.platforms.find(one => one.profile === agent.profile)?.name : undefined);
  const readingKey = (byKey ? undefined : bearer) ?? new URL(request.url).searchParams.get('key') ?? undefined;
  return {
    visit: {
      caller: platform === undefined ? `profile:${agent.profile}` : `platform:${platform}`,
      platform: agent.profile,
      ...(platform === undefined ? {} : {trusted: platform}),
      ...(signed ? {signed} : {}),
      agreed,
      instruments: profile.instruments,
      // Whoever signs has a profile that was read for its keys.
      orderWebhook: declaredWebhook(signed ? await registry.published(agent.profile) : profile, agreed),
      acceptLanguage: request.headers.get('accept-language'),
    },
    ...(bearerMayRead && readingKey !== undefined ? {readingKey} : {}),
  };
}

function requireVersion(version: string): void {
  if (version === UCP_VERSION) return;
  throw new TransportError(422, 'version_unsupported', `Protocol version ${version.slice(0, 32)} is not supported. This shop supports version ${UCP_VERSION}.`);
}

/** Where the shop wants platforms to prove who they are, only the tags may come without: theirs is a name that anybody may use. */
function requireAnonymous({config}: Services, profile: string): void {
  if (!config.requireSignatures || profile === TAG_PROFILE_URL) return;
  throw signatureProblem('signature_missing', 'This shop wants requests in the name of a platform to be signed (RFC 9421) with a key of the profile in UCP-Agent, or to bring an API key.');
}

/** The name of the platform whose key it is. */
function platformOf({config}: Services, key: string | undefined, profile: string, otherwiseRead: boolean): string | undefined {
  if (key === undefined) return undefined;
  const hash = createHash('sha256').update(key).digest('hex');
  const platform = config.platforms.find(one => one.keyHash === hash);
  if (platform === undefined) {
    if (otherwiseRead) return undefined;
    throw new TransportError(401, 'unauthorized', 'This API key is not known.', {'www-authenticate': 'Bearer realm="ucp"'});
  }
  if (platform.profile !== undefined && platform.profile !== profile) {
    throw new TransportError(403, 'forbidden', 'This API key does not belong to the profile in UCP-Agent.');
  }
  return platform.name;
}
