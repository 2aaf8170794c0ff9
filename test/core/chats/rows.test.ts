import { describe, expect, it, test } from 'vitest';
import { benchmarkRunOf, ceilingsOf } from '../../../main/core/chats/rows.ts';
import { Store } from '../../../main/core/chats/store.ts';
import { createDatabase } from '../../../main/core/database/database.ts';
import { say, sentenceOf } from '../../../main/shared/words/catalogue.ts';

const stored = {
  id: 'run',
  startedAt: 1,
  modelPath: '/models/small.gguf',
  modelName: 'Small',
  backend: 'cpu',
  device: 'Processor',
  gpuLayers: 0,
  kvPrecision: 'f16',
  flashAttention: false,
  llamaCpp: 'b1',
  parameters: 1e6,
  isComplete: true,
  threads: { prefill: 2, decode: 2 },
  rows: [],
};

describe('a stored benchmark', () => {
  it('of an earlier version of Hearth keeps its quantization, which had another spelling', () => {
    const run = benchmarkRunOf(JSON.stringify({ ...stored, quantisation: 'Q4_K_M' }));
    expect(run).toMatchObject({
      id: 'run',
      model: { id: null, path: '/models/small.gguf', name: 'Small', quantization: 'Q4_K_M' },
    });
    const spelled = benchmarkRunOf(JSON.stringify({ ...stored, quantization: 'Q8_0', fileBytes: 9 }));
    expect(spelled?.model).toMatchObject({ quantization: 'Q8_0', bytes: 9 });
  });

  it('of this version keeps everything', () => {
    const { modelPath: path, modelName: name, ...own } = stored;
    const model = { path, id: 'digest', name, architecture: 'llama', quantization: null, bytes: 9 };
    const run = { ...own, model: { ...model, trainedContextLength: 4096 } };
    expect(benchmarkRunOf(JSON.stringify(run))).toEqual(run);
    expect(benchmarkRunOf(JSON.stringify({ ...own, model: { path } }))).toBeNull();
  });

  it('is left out if it is damaged', () => {
    expect(benchmarkRunOf('{"id": 1}')).toBeNull();
  });
});

describe('Stored ceilings', () => {
  const figures = {
    backend: 'cpu',
    device: 'Processor',
    threads: 2,
    bandwidthBytesPerS: 1e9,
    flopsPerS: 1e10,
    measuredAt: 1,
  };

  it('of an earlier Hearth say how they were measured in the words that were stored', () => {
    const how = 'Q8_0 weights of 512\u2009MB, read once a token; best of 2 runs';
    const found = ceilingsOf(JSON.stringify({ ...figures, bandwidthHow: how, flopsHow: how }))!;
    expect([found.bandwidthHow, found.flopsHow].map(sentenceOf)).toEqual([how, how]);
  });

  it('of this one keep the code and its facts', () => {
    const fastest = { weights: { type: 'F16', bytes: 472e6 }, runs: 14, spread: 0.04, others: [] };
    const found = {
      ...figures,
      bandwidthHow: say('measuring.bandwidth-how', fastest),
      flopsHow: say('measuring.compute-how', { ...fastest, batchSize: 512 }),
    };
    expect(ceilingsOf(JSON.stringify(found))).toEqual(found);
    expect(ceilingsOf(JSON.stringify({ ...found, flopsHow: { code: 1, facts: {} } }))).toBeNull();
  });
});

test('a damaged chat is the same in the list, which is read as JSON, as by itself', () => {
  const db = createDatabase(':memory:');
  const store = new Store(db);
  const damaged = [
    ['title', "CAST(x'41e4220042' AS TEXT)", { title: 'A\uFFFD"\u2400B' }],
    ['updated_at', '-9007199254740993', { updatedAt: 0 }],
    ['overflow', "CAST(x'ff' AS TEXT)", { overflow: 'shift' }],
    ['thinking', `'{"on":true'`, { thinking: null }],
  ] as const;
  const expected = damaged.map(([column, value, read]) => {
    const { id } = store.createChat('Title');
    db.exec(`UPDATE chats SET ${column} = ${value} WHERE id = '${id}'`);
    expect(store.chat(id)).toMatchObject(read);
    return store.chat(id)!;
  });
  const byId = new Map(store.chats().map((chat) => [chat.id, chat]));
  expect(expected.map(({ id }) => byId.get(id))).toEqual(expected);
});
