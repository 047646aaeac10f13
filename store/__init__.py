"""The only folder that touches disk and Hub: problem sources and the versioned dataset."""
