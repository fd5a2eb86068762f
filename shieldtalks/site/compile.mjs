// Compile the modules of wheels with the Python that will run them. Run by Node.js:
// node compile.mjs FOLDER-OF-PYODIDE LOCK-FILE-WITHOUT-PACKAGES FOLDER-OF-WHEELS FOLDER-FOR-RESULTS
import { pathToFileURL } from "node:url";

const [pyodideFolder, lockFileContents, before, after] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: pyodideFolder, lockFileContents });
for (const [folder, root] of [["/before", before], ["/after", after]]) {
  python.FS.mkdirTree(folder);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, folder);
}

python.runPython(`
import importlib._bootstrap_external as machinery
import importlib.util
import os
import warnings
import zipfile

warnings.simplefilter("ignore")

def bytecode(source, name):
    "Return the content of a .pyc that is never held against its source."
    code = compile(source, name, "exec", dont_inherit=True)
    return machinery._code_to_hash_pyc(code, importlib.util.source_hash(source), False)

for wheel in sorted(os.listdir("/before")):
    with (
        zipfile.ZipFile("/before/" + wheel) as source,
        zipfile.ZipFile("/after/" + wheel, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            content = source.read(member)
            if member.filename.endswith(".py"):
                content = bytecode(content, member.filename)
                member = zipfile.ZipInfo(member.filename + "c", member.date_time)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, content, compresslevel=9)
`);
