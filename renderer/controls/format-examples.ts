/** Response formats to start from; their names are in the texts of the settings. The first of each kind is what the field begins with. */
const json = (schema: object): string => JSON.stringify(schema, null, 2);

export const formatExamples = {
  schema: {
    facts: json({
      type: 'object',
      properties: {
        title: { type: 'string', maxLength: 80 },
        year: { type: ['integer', 'null'] },
        tags: { type: 'array', items: { type: 'string' }, maxItems: 5 },
      },
      required: ['title', 'year', 'tags'],
    }),
    verdict: json({
      type: 'object',
      properties: {
        reason: { type: 'string' },
        verdict: { enum: ['yes', 'no', 'unknown'] },
        confidence: { type: 'number', minimum: 0, maximum: 1 },
      },
      required: ['reason', 'verdict', 'confidence'],
    }),
    list: json({
      type: 'array',
      items: {
        type: 'object',
        properties: { name: { type: 'string' }, due: { type: 'string', format: 'date' } },
        required: ['name'],
      },
      minItems: 1,
    }),
  },
  grammar: {
    yesNo: 'root ::= "Yes" | "No"',
    points: 'root ::= point{3}\npoint ::= "- " [^\\n]+ "\\n"',
    table: 'root ::= "name,amount\\n" row+\nrow ::= [^,"\\n]+ "," [0-9]+ "\\n"',
  },
} as const;
