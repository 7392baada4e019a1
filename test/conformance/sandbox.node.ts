import {describe, it} from 'node:test';
import {sandbox} from '../../src/payment/providers/sandbox.ts';
import {judgedProvider} from './judged-provider.ts';
import {keepSection} from './keep-section.ts';
import {sandboxWorlds} from './worlds/sandbox.ts';

judgedProvider('Sandbox', sandboxWorlds.map((world) => ({place: world.way, provider: sandbox, world})), {describe, it, keep: keepSection});
