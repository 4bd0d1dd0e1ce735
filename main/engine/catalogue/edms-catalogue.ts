import type { Catalogue } from './catalogue.ts';
import { models, tables } from './generated/catalogue.ts';

const catalogue: Catalogue = {
  models: new Map(models.map((model) => [model.label, model])),
  tables: new Map(tables.map((table) => [table.name, table.model])),
};

/** What the EDMS's models are: the map (`prisma/schema.prisma`) in the engine's words. */
export function edmsCatalogue(): Catalogue {
  return catalogue;
}
