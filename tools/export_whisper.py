"""Turns a Whisper of PyTorch into what Parley loads: transformers.js' layout, int8 (dtype q8).

    python3 -m venv /tmp/export && /tmp/export/bin/pip install torch==2.15.0 transformers==4.57.6 optimum==2.1.0 \
        optimum-onnx==0.1.0 onnx==1.23.2 onnxruntime==1.32.0
    /tmp/export/bin/python tools/export_whisper.py futo-org/acft-whisper-base models/acft-base --window any

The first argument is a repository of the hub or a folder, the second the folder that is made, for WHISPER_MODEL. `--window any` states that the
weights were tuned for short windows (ACFT), `--no-timestamps` that they write none.
"""
import argparse
import json
import shutil
import tempfile
from pathlib import Path

from onnxruntime.quantization import QuantType, quantize_dynamic
from optimum.exporters.onnx import main_export
from transformers import AutoTokenizer, WhisperFeatureExtractor

CONFIGS = ("config.json", "generation_config.json", "preprocessor_config.json")


def export_weights(source, folder, *, encoder_operators=("MatMul",), keep_exact=False):
    """Encoder and merged decoder of a Whisper, quantised, into FOLDER/onnx, and its configurations beside it."""
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch)
        main_export(str(source), output=made, task="automatic-speech-recognition-with-past", do_validation=False)
        for name, kinds, operators in (("encoder_model", QuantType.QUInt8, encoder_operators), ("decoder_model_merged", QuantType.QInt8, ("MatMul", "Gather"))):
            quantize_dynamic(made / f"{name}.onnx", folder / "onnx" / f"{name}_quantized.onnx", weight_type=kinds, op_types_to_quantize=list(operators),
                             extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True})
        if keep_exact:
            shutil.copy(made / "encoder_model.onnx", folder / "onnx" / "encoder_model.onnx")
        for name in CONFIGS:
            if (made / name).exists():
                shutil.copy(made / name, folder / name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--window", choices=("stock", "any"), default="stock")
    parser.add_argument("--no-timestamps", action="store_true")
    options = parser.parse_args()
    export_weights(options.source, options.folder)
    AutoTokenizer.from_pretrained(options.source).save_pretrained(options.folder)
    if not (options.folder / "preprocessor_config.json").exists():
        WhisperFeatureExtractor.from_pretrained(options.source).save_pretrained(options.folder)
    (options.folder / "parley.json").write_text(json.dumps({"window": options.window, "timestamps": not options.no_timestamps}))


if __name__ == "__main__":
    main()
