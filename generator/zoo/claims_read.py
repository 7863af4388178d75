"""What the sources print: a literal table, one row for each line of a source that was read.

Sizes are those of the source, numbers stand as printed, with the unit that the head of the column names.
"""

from __future__ import annotations

from typing import NamedTuple


class Source(NamedTuple):
    """A page on which numbers stand."""

    name: str
    url: str


class Row(NamedTuple):
    """What a source prints of one architecture; an empty text where it prints nothing."""

    key: str
    size: str
    source: Source
    parameters: str
    macs: str
    activations: str = ""


def _file(repository: str, path: str, commit: str) -> Source:
    """A file of a repository on GitHub as it was when it was read."""
    return Source(f"{repository}, {path}", f"https://github.com/{repository}/blob/{commit}/{path}")


def _mmpretrain(family: str, commit: str) -> Source:
    return _file("open-mmlab/mmpretrain", f"configs/{family}/README.md", commit)


_CONVNEXT = _file("facebookresearch/ConvNeXt", "README.md", "048efcea897d999aed302f2639b6270aedf8d4c8")
_CONVNEXT_22K = Source(f"{_CONVNEXT.name}, ImageNet-22K table", _CONVNEXT.url)
_CONVNEXT_V2 = _file("facebookresearch/ConvNeXt-V2", "README.md", "1e482726a5947e296b58b64e224df22f466d43bd")
_DEIT = _file("facebookresearch/deit", "README.md", "057f8f421375cf2f283caaaaa1d07dc1ef0767ce")
_EDGENEXT = _file("mmaaz60/EdgeNeXt", "README.md", "0e2ec0ebbf46691ce1e1093c7829a8854ed22417")
_GHOSTNET = _file("pytorch/hub", "pytorch_vision_ghostnet.md", "23d4266aa008ab7780e74edc1fcd238c5276eb3b")
_HRNET = _file("HRNet/HRNet-Image-Classification", "README.md", "0457bd440667389b173330318d75bb4882269d27")
_LITE = _file(
    "tensorflow/tpu",
    "models/official/efficientnet/lite/README.md",
    "07e173cc1597883918f5d1229b771b96f1c4c211",
)
_MAXVIT = _file("google-research/maxvit", "README.md", "127a2b1a41249bf3bb836f3bec03f702c38609de")
_MOBILENETS = _file(
    "tensorflow/models", "research/slim/nets/mobilenet/README.md", "0ba83cf0211401a8505505276c59418f15338d31"
)
_MOBILENET_V1 = _file(
    "tensorflow/models", "research/slim/nets/mobilenet_v1.md", "02c04f49a188ba9a515100a3375a6359f3fffef1"
)
_MVIT = _file("facebookresearch/mvit", "README.md", "1f9d29b00500eab82f527a7004bd8ed613a8b759")
_POOLFORMER = _file("sail-sg/poolformer", "README.md", "03193837eadac0eac4c9a143a4810ba0036cb844")
_PTFLOPS = _file("sovrasov/flops-counter.pytorch", "README.md", "015ad15ee44eb62c71da8fbe274aa1357fcb42e3")
_PVT = _file("whai362/PVT", "classification/README.md", "06d0811bc0b9712f4276606c4e35e2db787194b9")
_PYCLS = _file("facebookresearch/pycls", "MODEL_ZOO.md", "1caf15bbefeecd6d4df74075f293592b504069d2")
_RES2NET = _file("Res2Net/Res2Net-PretrainedModels", "README.md", "0a10785c26f82c0e8a6a04cd1c643f4f9bce509b")
_RTX3090 = _file(
    "huggingface/pytorch-image-models",
    "results/benchmark-infer-amp-nchw-pt113-cu117-rtx3090.csv",
    "89b0452171f1d34ff369076a525061daab0e81cc",
)
_RTX3090_FIRST = _file(
    "huggingface/pytorch-image-models",
    "results/model_benchmark_amp_nchw_rtx3090.csv",
    "13178ba73aac050b64c9ec8b380c2ad1ed3b9309",
)
_SWIN = _file("microsoft/Swin-Transformer", "MODELHUB.md", "2cb103f2de145ff43bb9f6fc2ae8800c24ad04c6")
_MM_DENSENET = _mmpretrain("densenet", "14ced91f8cd62d995c39432e7a50ac7e3d86bddc")
_MM_EFFICIENTFORMER = _mmpretrain("efficientformer", "0e45a446225b19c2ab3dad4c0d436760af48674b")
_MM_EFFICIENTNET_V2 = _mmpretrain("efficientnet_v2", "09c4815457ceac1bf0e6e25ab20cd0d340ecf6fa")
_MM_HRNET = _mmpretrain("hrnet", "06bb1904d800f96edecaad15cd10c97e92e5bcf9")
_MM_INCEPTION_V3 = _mmpretrain("inception_v3", "09c4815457ceac1bf0e6e25ab20cd0d340ecf6fa")
_MM_LEVIT = _mmpretrain("levit", "1ee9bbe0508ce2ec83058559e24c3bfa95d1f32e")
_MM_MLP_MIXER = _mmpretrain("mlp_mixer", "02b0425d7ac0dc6f0ea07adb2fc5883fef92468c")
_MM_MOBILEONE = _mmpretrain("mobileone", "09c4815457ceac1bf0e6e25ab20cd0d340ecf6fa")
_MM_MVIT = _mmpretrain("mvit", "38bea383c14c1388d2115f5193bc6fff96d6e793")
_MM_REPVGG = _mmpretrain("repvgg", "09352a813dcb32dc664a6e6c94dcaf0914525e9c")
_MM_RES2NET = _mmpretrain("res2net", "0e862f0c91513e1d08ea64f49c1e7a59173b9e98")
_MM_RESNET = _mmpretrain("resnet", "13db819aed8b7f44a62618126554e5b77e309116")
_MM_SHUFFLENET_V2 = _mmpretrain("shufflenet_v2", "09c4815457ceac1bf0e6e25ab20cd0d340ecf6fa")
_MM_SWIN_TRANSFORMER_V2 = _mmpretrain("swin_transformer_v2", "1dd6d2fed1aa69cfa7420a9581269e48b1ea35ae")
_MM_VGG = _mmpretrain("vgg", "00acf43133d0f1da84f62cf0484e61d479424cb6")
_MM_VISION_TRANSFORMER = _mmpretrain("vision_transformer", "02b0425d7ac0dc6f0ea07adb2fc5883fef92468c")
_KERAS = Source("Keras Applications", "https://keras.io/api/applications")
_FASTVIT_T8 = Source("apple/coreml-FastViT-T8", "https://huggingface.co/apple/coreml-FastViT-T8")
_FASTVIT_MA36 = Source("apple/coreml-FastViT-MA36", "https://huggingface.co/apple/coreml-FastViT-MA36")
_FASTVIT_T8_VARIANTS = Source(f"{_FASTVIT_T8.name}, variants", _FASTVIT_T8.url)
_FASTVIT_MA36_VARIANTS = Source(f"{_FASTVIT_MA36.name}, variants", _FASTVIT_MA36.url)
_GHOSTNET_ARGUSSWIFT = Source("argusswift/ghostnet.pytorch", "https://github.com/argusswift/ghostnet.pytorch")
_MOBILENET_V4 = Source("d-li14/mobilenetv4.pytorch", "https://github.com/d-li14/mobilenetv4.pytorch")
_MOBILEONE_CARD = Source("timm, card of mobileone_s4", "https://huggingface.co/timm/mobileone_s4.apple_in1k")
_RAFT = Source("LibreYOLO/LibreRAFTl-flow", "https://huggingface.co/LibreYOLO/LibreRAFTl-flow")
_EFFICIENTNET_MASTER = Source(
    "mmclassification, EfficientNet",
    "https://mmclassification.readthedocs.io/en/master/papers/efficientnet.html",
)

ROWS: tuple[Row, ...] = (
    Row("timm/convnext_tiny", "224", _CONVNEXT, "28M", "4.5G"),
    Row("timm/convnext_tiny", "384", _CONVNEXT, "29M", "13.1G"),
    Row("timm/convnext_base", "224", _CONVNEXT, "89M", "15.4G"),
    Row("timm/convnext_base", "384", _CONVNEXT, "89M", "45.0G"),
    Row("timm/convnext_base", "384", _CONVNEXT_22K, "", "47.0G"),
    Row("timm/convnext_large", "224", _CONVNEXT, "198M", "34.4G"),
    Row("timm/convnext_large", "384", _CONVNEXT, "198M", "101.0G"),
    Row("timm/convnext_xlarge", "384", _CONVNEXT, "350M", "179.0G"),
    Row("timm/convnextv2_atto", "224", _CONVNEXT_V2, "3.7M", "0.55G"),
    Row("timm/convnextv2_nano", "224", _CONVNEXT_V2, "15.6M", "2.45G"),
    Row("timm/convnextv2_nano", "384", _CONVNEXT_V2, "15.6M", "7.21G"),
    Row("timm/convnextv2_huge", "384", _CONVNEXT_V2, "660M", "337.9G"),
    Row("timm/convnextv2_huge", "512", _CONVNEXT_V2, "660M", "600.8G"),
    Row("timm/swin_tiny_patch4_window7_224", "224", _SWIN, "28M", "4.5G"),
    Row("timm/swin_base_patch4_window7_224", "224", _SWIN, "88M", "15.4G"),
    Row("timm/swin_base_patch4_window12_384", "384", _SWIN, "88M", "47.1G"),
    Row("timm/swin_large_patch4_window12_384", "384", _SWIN, "197M", "103.9G"),
    Row("timm/swinv2_tiny_window8_256", "256", _SWIN, "28M", "5.9G"),
    Row("timm/swinv2_base_window16_256", "256", _SWIN, "88M", "21.8G"),
    Row("timm/swinv2_base_window12to24_192to384", "384", _SWIN, "88M", "54.7G"),
    Row("timm/swinv2_tiny_window16_256", "256", _MM_SWIN_TRANSFORMER_V2, "28.35M", "4.40G"),
    Row("timm/resmlp_24_224", "224", _SWIN, "30M", "6.0G"),
    Row("timm/mixer_b16_224", "224", _SWIN, "59M", "12.7G"),
    Row("timm/mixer_b16_224", "224", _MM_MLP_MIXER, "59.88M", "12.61G"),
    Row("timm/mixer_l16_224", "224", _MM_MLP_MIXER, "208.2M", "44.57G"),
    Row("timm/deit_tiny_patch16_224", "224", _DEIT, "5M", ""),
    Row("timm/deit_small_patch16_224", "224", _DEIT, "22M", ""),
    Row("timm/deit_base_patch16_224", "224", _DEIT, "86M", ""),
    Row("timm/deit_base_patch16_384", "384", _DEIT, "86M", ""),
    Row("timm/vit_base_patch16_224", "224", _MM_VISION_TRANSFORMER, "86.86M", "33.03G"),
    Row("timm/vit_base_patch16_384", "384", _MM_VISION_TRANSFORMER, "86.86M", "33.03G"),
    Row("timm/vit_base_patch32_384", "384", _MM_VISION_TRANSFORMER, "88.30M", "8.56G"),
    Row("timm/vit_large_patch16_384", "384", _MM_VISION_TRANSFORMER, "304.72M", "116.68G"),
    Row("timm/maxvit_tiny_tf_224", "224", _MAXVIT, "31M", "5.6B"),
    Row("timm/maxvit_tiny_tf_384", "384", _MAXVIT, "31M", "17.7B"),
    Row("timm/maxvit_large_tf_224", "224", _MAXVIT, "212M", "43.9B"),
    Row("timm/maxvit_large_tf_512", "512", _MAXVIT, "212M", "245.4B"),
    Row("timm/mvitv2_tiny", "224", _MM_MVIT, "24.17M", "4.70G"),
    Row("timm/mvitv2_small", "224", _MVIT, "35M", "7.0G"),
    Row("timm/mvitv2_base", "224", _MVIT, "52M", "10.2G"),
    Row("timm/mvitv2_large", "224", _MM_MVIT, "217.99M", "42.10G"),
    Row("timm/pvt_v2_b0", "224", _PVT, "3.4M", ""),
    Row("timm/pvt_v2_b2", "224", _PVT, "25.36M", "4.04G"),
    Row("timm/poolformer_s12", "224", _POOLFORMER, "12M", ""),
    Row("timm/poolformer_m48", "224", _POOLFORMER, "73M", ""),
    Row("timm/edgenext_base", "256", _EDGENEXT, "18.51M", "3.84G"),
    Row("timm/edgenext_x_small", "256", _EDGENEXT, "2.34M", "538M"),
    Row("timm/edgenext_xx_small", "256", _EDGENEXT, "1.33M", "261M"),
    Row("timm/efficientformer_l1", "224", _MM_EFFICIENTFORMER, "12.29M", "1.30G"),
    Row("timm/efficientformer_l7", "224", _MM_EFFICIENTFORMER, "82.23M", "10.16G"),
    Row("timm/levit_128s", "224", _MM_LEVIT, "7.39M", "0.31G"),
    Row("timm/levit_256", "224", _MM_LEVIT, "18.38M", "1.14G"),
    Row("timm/levit_384", "224", _MM_LEVIT, "38.36M", "2.37G"),
    Row("timm/fastvit_t8", "256", _FASTVIT_T8, "4.0M", "0.7G", "8.6M"),
    Row("timm/fastvit_t8", "256", _FASTVIT_T8_VARIANTS, "3.6M", ""),
    Row("timm/fastvit_ma36", "256", _FASTVIT_MA36, "44.1M", "7.8G", "40.4M"),
    Row("timm/fastvit_ma36", "256", _FASTVIT_MA36_VARIANTS, "42.7M", ""),
    Row("timm/mobileone_s0", "224", _MM_MOBILEONE, "2.08M", "0.27G"),
    Row("timm/mobileone_s1", "224", _MM_MOBILEONE, "4.76M", "0.82G"),
    Row("timm/mobileone_s2", "224", _MM_MOBILEONE, "7.81M", "1.30G"),
    Row("timm/mobileone_s4", "224", _MM_MOBILEONE, "14.84M", "2.98G"),
    Row("timm/mobileone_s4", "224", _MOBILEONE_CARD, "15.0M", "3.0G", "17.7M"),
    Row("timm/repvgg_a0", "224", _MM_REPVGG, "8.31M", "1.36G"),
    Row("timm/repvgg_b0", "224", _MM_REPVGG, "15.82M", "3.42G"),
    Row("timm/repvgg_b1", "224", _MM_REPVGG, "51.83M", "11.82G"),
    Row("timm/repvgg_b3", "224", _MM_REPVGG, "110.96M", "26.22G"),
    Row("timm/resnet50", "224", _PYCLS, "22.6M", "4.1B", "11.1M"),
    Row("timm/resnet101", "224", _PYCLS, "44.6M", "7.8B", "16.2M"),
    Row("timm/resnet152", "224", _MM_RESNET, "60.19M", "11.58G"),
    Row("timm/resnet50d", "224", _MM_RESNET, "25.58M", "4.36G"),
    Row("timm/resnext50_32x4d", "224", _PYCLS, "25.0M", "4.2B", "14.4M"),
    Row("timm/resnext101_32x4d", "224", _PYCLS, "44.2M", "8.0B", "21.2M"),
    Row("timm/wide_resnet50_2", "224", _RTX3090_FIRST, "68.88M", "11.43G", "14.4M"),
    Row("timm/regnetx_002", "224", _PYCLS, "2.7M", "0.2B", "2.2M"),
    Row("timm/regnetx_032", "224", _PYCLS, "15.3M", "3.2B", "11.4M"),
    Row("timm/regnetx_320", "224", _PYCLS, "107.8M", "31.7B", "36.3M"),
    Row("timm/regnety_040", "224", _PYCLS, "20.6M", "4.0B", "12.3M"),
    Row("timm/regnety_160", "224", _PYCLS, "83.6M", "15.9B", "23.0M"),
    Row("timm/tf_efficientnet_b0", "224", _PYCLS, "5.3M", "0.4B", "6.7M"),
    Row("timm/tf_efficientnet_b1", "240", _PYCLS, "7.8M", "0.7B", "10.9M"),
    Row("timm/tf_efficientnet_b4", "380", _PYCLS, "19.0M", "4.2B", "48.5M"),
    Row("timm/efficientnet_b0", "224", _EFFICIENTNET_MASTER, "5.29M", "0.02G"),
    Row("timm/tf_efficientnet_lite0", "224", _LITE, "4.7M", "407M"),
    Row("timm/tf_efficientnet_lite1", "240", _LITE, "5.4M", "631M"),
    Row("timm/tf_efficientnet_lite2", "260", _LITE, "6.1M", "899M"),
    Row("timm/tf_efficientnetv2_s", "384", _MM_EFFICIENTNET_V2, "21.46M", "9.72G"),
    Row("timm/tf_efficientnetv2_m", "480", _MM_EFFICIENTNET_V2, "54.14M", "26.88G"),
    Row("timm/tf_efficientnetv2_b0", "224", _MM_EFFICIENTNET_V2, "7.14M", "0.92G"),
    Row("timm/mobilenetv1_100", "224", _MOBILENET_V1, "4.24M", "569M"),
    Row("timm/mobilenetv1_100", "160", _MOBILENET_V1, "", "291M"),
    Row("timm/mobilenetv1_100", "128", _MOBILENET_V1, "", "186M"),
    Row("timm/mobilenetv2_100", "224", _MOBILENETS, "3.47M", "300M"),
    Row("timm/mobilenetv2_100", "160", _MOBILENETS, "", "154M"),
    Row("timm/mobilenetv2_140", "224", _MOBILENETS, "6.06M", "582M"),
    Row("timm/tf_mobilenetv3_large_100", "224", _MOBILENETS, "5.4M", "217M"),
    Row("timm/tf_mobilenetv3_large_minimal_100", "224", _MOBILENETS, "3.9M", "209M"),
    Row("timm/tf_mobilenetv3_small_100", "224", _MOBILENETS, "2.9M", "66M"),
    Row("timm/mobilenetv4_conv_medium", "256", _MOBILENET_V4, "9.72M", "1.080G"),
    Row("timm/mobilenetv4_conv_large", "384", _MOBILENET_V4, "32.59M", "6.376G"),
    Row("timm/ghostnet_100", "224", _GHOSTNET, "", "142M"),
    Row("timm/ghostnet_100", "224", _GHOSTNET_ARGUSSWIFT, "5.181M", "140.77M"),
    Row("timm/hrnet_w18", "224", _HRNET, "21.3M", "3.99G"),
    Row("timm/hrnet_w30", "224", _HRNET, "37.7M", "7.55G"),
    Row("timm/hrnet_w48", "224", _HRNET, "77.5M", "16.1G"),
    Row("timm/hrnet_w64", "224", _MM_HRNET, "128.06M", "29.00G"),
    Row("timm/res2net50_14w_8s", "224", _MM_RES2NET, "25.06M", "4.22G"),
    Row("timm/res2net50_26w_4s", "224", _RES2NET, "25.70M", "4.2G"),
    Row("timm/res2net101_26w_4s", "224", _RES2NET, "45.21M", "8.1G"),
    Row("timm/densenet121", "224", _PTFLOPS, "7.98M", "2.88G"),
    Row("timm/densenet161", "224", _MM_DENSENET, "28.68M", "7.82G"),
    Row("timm/vgg16", "224", _PTFLOPS, "138.36M", "15.5G"),
    Row("timm/vgg19_bn", "224", _MM_VGG, "143.68M", "19.7G"),
    Row("timm/inception_v3", "299", _MM_INCEPTION_V3, "23.83M", "5.75G"),
    Row("timm/inception_v4", "299", _PTFLOPS, "42.68M", "12.31G"),
    Row("timm/inception_resnet_v2", "299", _PTFLOPS, "55.84M", "13.22G"),
    Row("timm/legacy_xception", "299", _PTFLOPS, "22.86M", "8.42G"),
    Row("timm/legacy_xception", "299", _KERAS, "22.9M", ""),
    Row("timm/nasnetalarge", "331", _PTFLOPS, "88.75M", "24.04G"),
    Row("timm/pnasnet5large", "331", _PTFLOPS, "86.06M", "25.21G"),
    Row("timm/dpn68", "224", _PTFLOPS, "12.61M", "2.36G"),
    Row("timm/legacy_senet154", "224", _PTFLOPS, "115.09M", "20.82G"),
    Row("torchvision/alexnet", "224", _PTFLOPS, "61.1M", "0.72G"),
    Row("torchvision/squeezenet1_0", "224", _PTFLOPS, "1.25M", "0.83G"),
    Row("torchvision/squeezenet1_1", "224", _PTFLOPS, "1.24M", "0.36G"),
    Row("torchvision/inception_v3", "224", _PTFLOPS, "27.16M", "2.85G"),
    Row("torchvision/shufflenet_v2_x1_0", "224", _MM_SHUFFLENET_V2, "2.28M", "0.15G"),
    Row("torchvision/raft_large", "512", _RAFT, "5.3M", ""),
    Row("timm/cait_xxs24_224", "224", _RTX3090_FIRST, "11.96M", "2.53G", "20.29M"),
    Row("timm/coatnet_pico_rw_224", "224", _RTX3090, "10.85M", "2.05G", "14.62M"),
    Row("timm/convit_tiny", "224", _RTX3090, "5.71M", "1.26G", "7.94M"),
    Row("timm/crossvit_9_240", "240", _RTX3090, "8.55M", "1.85G", "9.52M"),
    Row("timm/dla34", "224", _RTX3090, "15.74M", "3.07G", "5.02M"),
    Row("timm/gmlp_s16_224", "224", _RTX3090_FIRST, "19.42M", "4.42G", "15.1M"),
    Row("timm/levit_256", "224", _RTX3090, "18.89M", "1.13G", "4.23M"),
    Row("timm/mobilevit_xs", "256", _RTX3090, "2.32M", "1.05G", "16.33M"),
    Row("timm/pit_s_224", "224", _RTX3090, "23.46M", "2.88G", "11.56M"),
    Row("timm/pvt_v2_b1", "224", _RTX3090, "14.01M", "2.12G", "15.39M"),
    Row("timm/xcit_tiny_12_p16_224", "224", _RTX3090, "6.72M", "1.24G", "6.29M"),
)
