// What yaml-language-server, which many editors use, says about YAML files that name their schema, and what it offers at a place.
// Input: {schemas: {address: schema}, documents: [{name, schema, text, offer: [line, column]?}]}.
// Output: {name: {problems: [messages], offers: [labels]}}.
const fs = require("fs");
const { getLanguageService } = require("yaml-language-server/out/server/src/languageservice/yamlLanguageService");
const { SettingsState } = require("yaml-language-server/out/server/src/yamlSettings");
const { TextDocument } = require("vscode-languageserver-textdocument");

const { schemas, documents } = JSON.parse(fs.readFileSync(0, "utf8"));
const settings = new SettingsState();
const service = getLanguageService({
  schemaRequestService: async (address) => JSON.stringify(schemas[address]),
  workspaceContext: { resolveRelativePath: (relative) => relative },
  connection: { onRequest() {}, sendNotification() {}, console, onNotification() {} },
  telemetry: { send() {}, sendError() {}, sendTrack() {} },
  yamlSettings: settings,
});

(async () => {
  const result = {};
  for (const { name, schema, text, offer } of documents) {
    service.configure({ validate: true, completion: true, yamlVersion: "1.2", schemas: [{ uri: schema, fileMatch: ["*"] }] });
    const document = TextDocument.create(`file:///${name}`, "yaml", 1, text.replace(/^# yaml-language-server.*$/m, "#"));
    const problems = await service.doValidation(document, false);
    const offers = offer ? await service.doComplete(document, { line: offer[0], character: offer[1] }, false) : { items: [] };
    result[name] = {
      problems: problems.map((problem) => `${problem.range.start.line + 1}: ${problem.message}`),
      offers: offers.items.map((item) => item.label),
    };
  }
  console.log(JSON.stringify(result));
})();
