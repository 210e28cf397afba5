// Compiles every schema in Ajv's strict mode, and holds JSON documents against them.
// Input: {schemas: {name: schema}, documents: [{name, schema, value}]}. Output: {name: [messages]} of what was refused.
const fs = require("fs");
const Ajv = require("ajv/dist/2020");

const { schemas, documents } = JSON.parse(fs.readFileSync(0, "utf8"));
const refused = {};
const compiled = {};
for (const [name, schema] of Object.entries(schemas)) {
  try {
    compiled[name] = new Ajv({ strict: true, allErrors: true }).compile(schema);
  } catch (error) {
    refused[name] = [String(error)];
  }
}
for (const { name, schema, value } of documents) {
  if (!compiled[schema]) continue;
  if (!compiled[schema](value)) refused[name] = compiled[schema].errors.map((error) => `${error.instancePath} ${error.message}`);
}
console.log(JSON.stringify(refused));
