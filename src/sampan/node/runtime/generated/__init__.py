"""Protobuf modules compiled from the .proto files beside them by tools/compile_protos.py. Do not edit."""
