/** Checks what names of files on Hugging Face say, and which files form one model. The names are from real repositories. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { groupFiles } from '../../../main/core/hub/hub-files.ts';
import { readFileFacts } from '../../../main/core/library/file-facts.ts';
import { tinyFile, type TinyModel } from '../../fixtures/library/library-fixtures.ts';
import { kindOfName } from '../../../main/shared/model/name-kind.ts';
import { quantizationOfName } from '../../../main/shared/model/quantization.ts';

const file = (path: string, bytes = 1) => ({ path, bytes, sha256: null });

describe('the quantization in a name', () => {
  it.each([
    ['Llama-3.2-3B-Instruct-Q4_K_M.gguf', 'Q4_K_M'],
    ['qwen2.5-7b-instruct-q4_k_m-00001-of-00002.gguf', 'Q4_K_M'],
    ['Meta-Llama-3.1-8B-Instruct-IQ3_XXS.gguf', 'IQ3_XXS'],
    ['Qwen3-30B-A3B-UD-Q4_K_XL.gguf', 'UD-Q4_K_XL'],
    ['DeepSeek-R1-UD-IQ1_S/DeepSeek-R1-UD-IQ1_S-00001-of-00003.gguf', 'UD-IQ1_S'],
    ['gpt-oss-20b-mxfp4.gguf', 'MXFP4'],
    ['gpt-oss-120b-MXFP4_MOE.gguf', 'MXFP4_MOE'],
    ['BF16/Qwen3-235B-A22B-BF16-00001-of-00010.gguf', 'BF16'],
    ['Q8_0/model-00001-of-00002.gguf', 'Q8_0'],
    ['Q8_0/model-Q4_K_M.gguf', 'Q4_K_M'],
    ['gemma-3-4b-it-q4_0.gguf', 'Q4_0'],
    ['Mistral-Nemo-Instruct-2407-Q4_0_4_4.gguf', 'Q4_0_4_4'],
    ['Phi-3-mini-4k-instruct-fp16.gguf', 'F16'],
    ['Qwen3-8B-Q6_K_L.gguf', 'Q6_K_L'],
    ['Qwen3-8B-Q2_K.gguf', 'Q2_K'],
    ['Qwen3-4B-IQ4_NL.gguf', 'IQ4_NL'],
    ['BitNet-TQ2_0.gguf', 'TQ2_0'],
    ['model.Q5_K_S.gguf', 'Q5_K_S'],
    ['llama-2-7b.Q4_K_M.of-Q8_0.gguf', 'Q8_0'],
    ['model.gguf', null],
    ['my-IQ-test-7B.gguf', null],
    ['XQ4_K_Mx.gguf', null],
  ])('of %s is %s', (name, quantization) => {
    expect(quantizationOfName(name)).toBe(quantization);
  });
});

describe('the kind that a name states', () => {
  it.each([
    ['mmproj-F16.gguf', 'projector'],
    ['mmproj-google_gemma-3-4b-it-f16.gguf', 'projector'],
    ['gemma-3-4b-it-mmproj-model-f16.gguf', 'projector'],
    ['mtp-gemma-4-E4B-it.gguf', 'draft'],
    ['dflash-gemma-4-26B-A4B-it-Q8_0.gguf', 'draft'],
    ['Qwen3-0.6B-draft-Q8_0.gguf', 'draft'],
    ['Llama-3.1-8B-EAGLE3-Q8_0.gguf', 'draft'],
    ['Qwen3-8B.speculator.gguf', 'draft'],
    ['model-dspark.gguf', 'draft'],
    ['v5-Eagle-7B-HF-Q4_K_M.gguf', null],
    ['Qwen3.6-27B-MTP-UD-Q4_K_XL.gguf', null],
    ['Model-imatrix.gguf', 'other'],
    ['ggml-vocab-llama-bpe.gguf', 'other'],
    ['Llama-3.2-3B-Instruct-Q4_K_M.gguf', null],
    ['overdrafts-7B-Q4_K_M.gguf', null],
  ])('%s is %s', (name, kind) => {
    expect(kindOfName(name)).toBe(kind);
  });
});

describe('before and after the download', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-names-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each<[name: string, kind: string, quantization: string, header?: Partial<TinyModel>]>([
    ['Qwen3-4B-Q4_K_M.gguf', 'model', 'Q4_K_M', { fileType: 1024 + 15 }],
    ['Qwen3.6-27B-MTP-UD-Q4_K_XL.gguf', 'model', 'UD-Q4_K_XL'],
    ['Qwen3-8B-UD-IQ3_XXS.gguf', 'model', 'UD-IQ3_XXS'],
    ['BitNet-TQ2_0.gguf', 'model', 'TQ2_0'],
    ['gpt-oss-120b-MXFP4_MOE.gguf', 'model', 'MXFP4_MOE', { fileType: 38 }],
    ['Big-UD-IQ1_S-00001-of-00001.gguf', 'model', 'UD-IQ1_S'],
    ['Qwen3-0.6B-draft-IQ4_NL.gguf', 'draft', 'IQ4_NL'],
    ['mtp-gemma-4-E4B-it-Q8_0.gguf', 'draft', 'Q8_0'],
    ['Llama-3.1-8B-EAGLE3-Q8_0.gguf', 'draft', 'Q8_0'],
    ['dflash-gemma-4-26B-A4B-it-Q8_0.gguf', 'draft', 'Q8_0'],
    ['gemma-3-4b-it-mmproj-F16.gguf', 'projector', 'F16'],
    ['Qwen3-8B-Q8_0-imatrix.gguf', 'other', 'Q8_0', { type: 'imatrix' }],
  ])('%s is %s in %s', async (name, kind, quantization, header) => {
    expect(groupFiles([file(name)])).toMatchObject([{ kind, quantization }]);
    const path = tinyFile(join(folder, name), { fileType: null, ...header });
    const facts = await readFileFacts(path);
    const asOnHub = facts.kind === 'chat' ? 'model' : (facts.kind ?? 'other');
    expect({ ...facts, kind: asOnHub }).toMatchObject({ kind, quantization });
  });
});

describe('files', () => {
  it('with parts of one model are one, in order and by folder, smallest first', () => {
    const grouped = groupFiles([
      file('README.md', 5),
      file('Q4/m-00002-of-00003.gguf', 20),
      file('Q4/m-00003-of-00003.gguf', 30),
      file('Q4/m-00001-of-00003.gguf', 10),
      file('Q8/m-00001-of-00003.gguf', 100),
      file('imatrix.dat', 4),
      file('small-Q2_K.gguf', 3),
    ]);
    expect(grouped.map(({ path, bytes, parts }) => [path, bytes, parts.map((part) => part.bytes)])).toEqual([
      ['small-Q2_K.gguf', 3, [3]],
      // Two parts of Q8 are missing, so nothing could load it.
      ['Q4/m-00001-of-00003.gguf', 60, [10, 20, 30]],
    ]);
  });

  it('that are single parts of a model are left out, however many parts they claim', () =>
    expect(groupFiles([file('m-99999-of-99999.gguf')])).toEqual([]));
});
