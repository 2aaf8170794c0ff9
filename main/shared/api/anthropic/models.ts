/** Models in the shape of Anthropic's list. */
import type { ApiModel } from '../answer.ts';

export const anthropicModel = ({
  name,
  title,
  modifiedAt,
  contextLength,
  trainedContextLength,
}: ApiModel) => ({
  type: 'model',
  id: name,
  display_name: title,
  created_at: new Date(modifiedAt).toISOString(),
  max_input_tokens: contextLength ?? trainedContextLength,
});

export const anthropicModels = (models: readonly ApiModel[]) => ({
  data: models.map(anthropicModel),
  has_more: false,
  first_id: models[0]?.name ?? null,
  last_id: models.at(-1)?.name ?? null,
});
