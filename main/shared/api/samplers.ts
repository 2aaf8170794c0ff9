/** The samplers that a client of llama-server names, in its order. */
import type { Sampling } from '../settings/sampling.ts';
import { unsupported } from './body.ts';

/**
 * llama.cpp's samplers in its usual order, which is Hearth's: the letter of each, and the settings with which it changes nothing
 * (common/sampling.cpp).
 */
const samplers = {
  penalties: { letter: 'e', off: { repeatPenalty: 1, frequencyPenalty: 0, presencePenalty: 0 } },
  dry: { letter: 'd', off: { dryMultiplier: 0 } },
  top_n_sigma: { letter: 's', off: {} },
  top_k: { letter: 'k', off: { topK: 0 } },
  typ_p: { letter: 'y', off: {} },
  top_p: { letter: 'p', off: { topP: 1 } },
  min_p: { letter: 'm', off: { minP: 0 } },
  xtc: { letter: 'x', off: { xtcProbability: 0 } },
  temperature: { letter: 't', off: { temperature: 1 } },
  infill: { letter: 'i', off: {} },
  adaptive_p: { letter: 'a', off: {} },
} as const satisfies Record<string, { letter: string; off: Partial<Sampling> }>;
type Sampler = keyof typeof samplers;
const order = Object.keys(samplers) as Sampler[];

/** Other names that llama.cpp takes. */
const otherNames: Readonly<Record<string, Sampler>> = {
  typical_p: 'typ_p',
  typical: 'typ_p',
  typ: 'typ_p',
  nucleus: 'top_p',
  temp: 'temperature',
};

const samplerOf = (given: string): Sampler => {
  const name = given.trim().replaceAll('-', '_');
  const found = order.find((one) => one === name) ?? otherNames[name];
  if (found === undefined) throw unsupported('samplers', `Hearth has no sampler “${given.slice(0, 50)}”`);
  return found;
};

const byLetter = (letter: string): Sampler => {
  const found = order.find((one) => samplers[one].letter === letter);
  if (found === undefined) throw unsupported('samplers', `no sampler has the letter “${letter}”`);
  return found;
};

/** What a list of samplers, or a text of their letters, says. */
export interface SamplersRead {
  /** The settings that switch off the samplers that are not listed. */
  off: Partial<Sampling>;
  /** What of the list Hearth cannot do. */
  ignored: string[];
}

/**
 * Samplers that are not listed do nothing, as in llama-server. The order stays llama.cpp's usual one. Instead of the sampler `infill`,
 * the most likely token is picked. Throws `ApiFault` for an unknown name.
 */
export const samplersOf = (given: string | readonly string[] | null | undefined): SamplersRead => {
  if (given === null || given === undefined) return { off: {}, ignored: [] };
  const listed = typeof given === 'string' ? [...given].map(byLetter) : given.map(samplerOf);
  const off: Partial<Sampling> = {};
  for (const name of order) if (!listed.includes(name)) Object.assign(off, samplers[name].off);
  const picksBest = listed.includes('infill') && !listed.includes('temperature');
  const isUsualOrder = listed.every(
    (name, index) => index === 0 || order.indexOf(listed[index - 1]!) < order.indexOf(name),
  );
  return {
    off: picksBest ? { ...off, temperature: 0 } : off,
    ignored: [
      ...(isUsualOrder ? [] : ['samplers (order)']),
      ...(listed.includes('infill') ? ['samplers (infill)'] : []),
    ],
  };
};
